using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Objects;

namespace Vouch.Report.Story;

/// <summary>The instructions of a program in words.</summary>
/// <param name="request">The program as loaded.</param>
public sealed class ProgramCode(LoadRequest request)
{
    private readonly KfuncNames names = new(request);

    /// <summary>Instruction slots.</summary>
    public int Length => request.Instructions.Length;

    /// <summary>An instruction as the verifier's log writes it.</summary>
    public string TextOf(int instruction)
    {
        Instruction next = instruction + 1 < Length ? request.Instructions[instruction + 1] : default;
        return InstructionText.ToText(request.Instructions[instruction], next, names);
    }

    /// <summary>The function that an instruction calls: a helper, a kernel function, or one of the program's own; null for anything else.</summary>
    public string? CalleeOf(int instruction)
    {
        Instruction insn = request.Instructions[instruction];
        return insn.IsKfuncCall ? names.Kfunc(insn)
            : insn.IsSubprogramCall ? FunctionAt(instruction + 1 + insn.Immediate)
            : insn.IsHelperCall ? HelperName(TextOf(instruction))
            : null;
    }

    /// <summary>The name of the function that an instruction belongs to, by the function records; empty without them.</summary>
    public string FunctionAt(int instruction)
    {
        BtfTypeId found = default;
        foreach (FunctionRecord record in request.Functions)
        {
            if (record.InstructionIndex <= instruction)
            {
                found = record.Type;
            }
        }

        return found == default || request.Types is null ? "" : request.Types.NameOf(found);
    }

    /// <summary>The log writes a helper's call as <c>(85) call NAME#NUMBER</c>.</summary>
    private static string HelperName(string text)
    {
        int start = text.IndexOf("call ", StringComparison.Ordinal) + "call ".Length;
        int end = text.IndexOf('#', start);
        return end < 0 ? text[start..] : text[start..end];
    }

    private sealed class KfuncNames(LoadRequest request) : InstructionNames
    {
        public override string Kfunc(Instruction call)
        {
            if ((uint)call.Offset >= (uint)request.KernelTypes.Length)
            {
                return base.Kfunc(call);
            }

            BtfSpec types = request.KernelTypes[call.Offset];
            BtfType function = types.Type(new BtfTypeId(call.Immediate));
            return function.Kind == BtfKind.Function ? types.NameOf(function) : base.Kfunc(call);
        }
    }
}
