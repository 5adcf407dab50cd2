using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Objects;
using Vouch.Bytecode.Uapi;

namespace Vouch.Verifier;

/// <summary>The program as loaded. Its instructions are a private copy: dead branches are rewritten before exploration.</summary>
internal sealed class ProgramUnderTest
{
    public ProgramUnderTest(LoadRequest request)
    {
        Request = request;
        Instructions = [.. request.Instructions];
        Type = request.ProgramType;
        AttachType = request.ExpectedAttachType;
        IsSleepable = (request.Flags & LoadFlags.Sleepable) != 0;
        IsGplCompatible = request.License is "GPL" or "GPL v2" or "GPL and additional rights" or "Dual BSD/GPL"
            or "Dual MIT/GPL" or "Dual MPL/GPL";
    }

    public LoadRequest Request { get; }

    public Instruction[] Instructions { get; }

    public int Length => Instructions.Length;

    public ProgramType Type { get; }

    public AttachType AttachType { get; set; }

    public bool IsSleepable { get; }

    public bool IsGplCompatible { get; }

    public BtfSpec? Types => Request.Types;

    /// <summary>The type that decides about context and helpers: freplace programs follow their target.</summary>
    public ProgramType ResolvedType =>
        Type == ProgramType.Ext && Request.Target?.Program is { } target ? target.ProgramType : Type;
}
