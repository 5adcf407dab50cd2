using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Disassembly;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;

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
            : insn.IsHelperCall ? HelperNames.NameOf(insn.Immediate) ?? "unknown"
            : null;
    }

    /// <summary>The instruction returns to the caller, or ends the program.</summary>
    public bool IsExit(int instruction) => request.Instructions[instruction].IsExit;

    /// <summary>The instruction goes on at one of two places, depending on a condition.</summary>
    public bool IsConditionalJump(int instruction)
    {
        Instruction insn = request.Instructions[instruction];
        return insn.IsJump && insn.JumpOperation is not (JumpOperation.Always or JumpOperation.Call or JumpOperation.Exit);
    }

    /// <summary>The name of a parameter of the function that an instruction belongs to; null when the types do not tell.</summary>
    /// <param name="instruction">The instruction.</param>
    /// <param name="position">0 for the first parameter.</param>
    public string? ParameterAt(int instruction, int position)
    {
        if (FunctionTypeAt(instruction) is not { } function || request.Types is not { } types)
        {
            return null;
        }

        BtfType prototype = types.Type(types.Type(function).Target);
        string name = prototype.Kind == BtfKind.FunctionPrototype && position < prototype.Count
            ? types.String(types.Parameter(prototype, position).NameOffset)
            : "";
        return name.Length == 0 ? null : name;
    }

    /// <summary>The name of the function that an instruction belongs to, by the function records; empty without them.</summary>
    public string FunctionAt(int instruction) =>
        FunctionTypeAt(instruction) is { } found ? request.Types!.NameOf(found) : "";

    private BtfTypeId? FunctionTypeAt(int instruction)
    {
        BtfTypeId? found = null;
        foreach (FunctionRecord record in request.Functions)
        {
            if (record.InstructionIndex <= instruction)
            {
                found = record.Type;
            }
        }

        return request.Types is null ? null : found;
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
