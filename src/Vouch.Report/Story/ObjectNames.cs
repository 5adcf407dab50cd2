using System;
using System.Linq;
using Vouch.Verifier.Trace;

namespace Vouch.Report.Story;

/// <summary>Names objects in the words of the program's source, and of the functions that made them.</summary>
internal sealed class ObjectNames(LifetimeTrace trace, ProgramCode code, SourceText source)
{
    /// <summary>The source line of an instruction; null when it has none of its own.</summary>
    public SourceLine? LineOf(int instruction) => source.LineOf(instruction);

    /// <summary>The function whose call made an object; null when it came with the program or from a load.</summary>
    public string? MakerOf(int index) => trace.Objects[index].Argument is null ? code.CalleeOf(InstructionAt(trace.Objects[index].Birth)) : null;

    /// <summary>The variable that holds an object; null when the source does not tell.</summary>
    public string? NameOf(int index)
    {
        TracedObject item = trace.Objects[index];
        if (item.Argument is { Length: > 0 } argument)
        {
            return argument;
        }

        if (item.Kind == ObjectWords.Anchor)
        {
            return null;
        }

        return NameOfParameter(index) ?? NameAtBirth(index) ?? NameAtNullTest(index) ?? NameInDerivation(index);
    }

    /// <summary>The variable through which an instruction reads or writes, or that it passes in a register; null when the source does not tell.</summary>
    public string? NameInUse(int step, int register)
    {
        if (code.CalleeOf(InstructionAt(step)) is { } callee)
        {
            return register is >= 1 and <= 5 && source.LineOf(InstructionAt(step)) is { } call
                ? SourceText.ArgumentOf(call.Text, callee, register - 1)
                : null;
        }

        if (source.LineOf(InstructionAt(step)) is not { Column: >= 0 } line)
        {
            return null;
        }

        (int start, int length) = SourceText.ExpressionAt(line);
        string expression = line.Text.Substring(start, length).TrimStart('*');
        int end = expression.AsSpan().IndexOfAny("->.[");
        string name = end < 0 ? expression : expression[..end];
        return name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && end >= 0 ? name : DereferencedIn(line.Text);
    }

    /// <summary>What an object is, in one or two words.</summary>
    public string NounOf(int index) => trace.Objects[index].Kind switch
    {
        ObjectWords.Anchor => MakerOf(index) switch
        {
            "bpf_ringbuf_reserve_dynptr" => "record",
            "bpf_dynptr_from_file" => "file reader",
            string cast when cast.StartsWith("bpf_sk", StringComparison.Ordinal) || cast == "bpf_tcp_sock" => "socket that was cast",
            _ => ObjectWords.Anchor,
        },
        ObjectWords.Reference => "object",
        "element" => "iterator's element",
        ObjectWords.IrqFlag => "irq flag",
        ObjectWords.Packet => "packet pointer",
        "map_value" => "map value",
        string kind => kind.Replace('_', kind.StartsWith(ObjectWords.Iterator, StringComparison.Ordinal) ? ' ' : '_'),
    };

    private int InstructionAt(int step) => trace.Steps[step].Instruction;

    private string? NameAtBirth(int index)
    {
        TracedObject item = trace.Objects[index];
        int instruction = InstructionAt(item.Birth);
        if (item.Kind == ObjectWords.Packet)
        {
            return source.LineOf(instruction) is { } load ? SourceText.AssignedIn(load.Text) : null;
        }

        if (code.CalleeOf(instruction) is not { } callee || source.LineBefore(instruction) is not { } line)
        {
            return null;
        }

        bool isFirst = item.Kind.StartsWith(ObjectWords.Iterator, StringComparison.Ordinal) || item.Kind == ObjectWords.IrqFlag;
        return isFirst || item.Kind == ObjectWords.Dynptr
            ? SourceText.ArgumentOf(line.Text, callee, isFirst ? 0 : SourceText.LastArgument)
            : SourceText.AssignedFrom(line.Text, callee);
    }

    /// <summary>A callback, or a function verified on its own, is given objects in the registers of its parameters.</summary>
    private string? NameOfParameter(int index)
    {
        int birth = trace.Objects[index].Birth;
        bool isFirst = birth == 0 && trace.Steps[0].Before.Find(trace.Objects[index].Id) is not null;
        int entry = isFirst ? 0 : birth + 1;
        ObjectPlace? place = trace.Events.FirstOrDefault(e => e.Object == index)?.Place;
        return place is { Kind: PlaceKind.Register, Number: >= 1 and <= 5 } register && entry < trace.Steps.Length
            && (isFirst || trace.Steps[entry].Frame > trace.Steps[birth].Frame)
            ? code.ParameterAt(InstructionAt(entry), register.Number - 1)
            : null;
    }

    /// <summary>A call that makes a slice or clone of a dynptr has it as its first argument.</summary>
    private string? NameInDerivation(int index)
    {
        foreach (TracedObject derived in trace.Objects)
        {
            int instruction = InstructionAt(derived.Birth);
            bool isCall = derived.Parent == index && trace.Objects[index].Kind == ObjectWords.Dynptr && code.CalleeOf(instruction) is not null;
            if (isCall && source.LineOf(instruction) is { } line)
            {
                return SourceText.ArgumentOf(line.Text, code.CalleeOf(instruction)!, 0);
            }
        }

        return null;
    }

    private string? NameAtNullTest(int index)
    {
        LifetimeEvent? test = trace.Events.FirstOrDefault(e => e.Object == index && e.Kind == LifetimeEventKind.ProvedNotNull);
        return test is not null && source.LineOf(InstructionAt(test.Step)) is { } line ? SourceText.TestedIn(line.Text) : null;
    }

    /// <summary>The variable behind the only star of a line.</summary>
    private static string? DereferencedIn(string text)
    {
        int star = text.IndexOf('*', StringComparison.Ordinal);
        if (star < 0 || star != text.LastIndexOf('*'))
        {
            return null;
        }

        string name = new([.. text[(star + 1)..].TakeWhile(c => char.IsLetterOrDigit(c) || c == '_')]);
        return name.Length == 0 ? null : name;
    }
}
