using System;
using System.Collections.Generic;
using Vouch.Bytecode.Isa;

namespace Vouch.Bytecode.Assembly;

/// <summary>The field of an instruction that holds a distance.</summary>
internal enum TargetField
{
    Offset,
    Immediate,
    /// <summary>The immediate of a 16-byte load that names a subprogram.</summary>
    FunctionReference,
}

/// <summary>Where labels are, and which instructions still wait for one.</summary>
internal sealed class Labels
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<(ulong Number, int Index)> numbered = [];
    private readonly List<(int Index, Token Target, TargetField Field)> waiting = [];

    public IReadOnlyDictionary<string, int> Places => places;

    public void Define(Token label, int index)
    {
        if (label.Kind == TokenKind.Number)
        {
            numbered.Add((label.Number, index));
        }
        else if (!places.TryAdd(label.Text, index))
        {
            throw label.Error($"the label '{label.Text}' is already defined");
        }
    }

    public void Await(int index, Token target, TargetField field) => waiting.Add((index, target, field));

    /// <summary>Fills in every distance, counted from the slot behind the instruction.</summary>
    public void Resolve(List<Instruction> program)
    {
        foreach ((int index, Token target, TargetField field) in waiting)
        {
            int distance = PlaceOf(target, index) - index - 1;
            if (field == TargetField.Offset)
            {
                program[index] = distance is >= short.MinValue and <= short.MaxValue
                    ? program[index].WithOffset(distance)
                    : throw target.Error("the target is out of reach of a 16-bit offset");
            }
            else
            {
                program[index] = program[index].WithImmediate(distance);
            }
        }
    }

    private int PlaceOf(Token target, int index)
    {
        if (target.Kind != TokenKind.LocalLabel)
        {
            return places.TryGetValue(target.Text, out int place) ? place : throw target.Error($"no label '{target.Text}'");
        }

        bool forward = target.Text[^1] == 'f';
        ulong number = ulong.Parse(target.Text.AsSpan(0, target.Text.Length - 1), null);
        int found = forward
            ? numbered.FindIndex(l => l.Number == number && l.Index > index)
            : numbered.FindLastIndex(l => l.Number == number && l.Index <= index);
        return found >= 0 ? numbered[found].Index : throw target.Error($"no label '{target.Text}'");
    }
}
