using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;

namespace Vouch.Verifier;

/// <summary>The program as loaded. Its instructions are a private copy: dead branches are rewritten before exploration.</summary>
internal sealed class ProgramUnderTest
{
    /// <summary>What the kernel has in its own BTF for programs that attach to many functions: no arguments, a result of int.</summary>
    private const string StandInForMany = "bpf_multi_func";

    public ProgramUnderTest(LoadRequest request, KernelProfile kernel)
    {
        Request = request;
        Kernel = kernel;
        Target = request.Target ?? (request.ExpectedAttachType.AttachesToMany() ? FunctionForMany(kernel.Types) : null);
        Instructions = [.. request.Instructions];
        Type = request.ProgramType;
        AttachType = AttachTypeOf(request, kernel);
        IsSleepable = (request.Flags & LoadFlags.Sleepable) != 0;
        IsGplCompatible = request.License is "GPL" or "GPL v2" or "GPL and additional rights" or "Dual BSD/GPL"
            or "Dual MIT/GPL" or "Dual MPL/GPL";
    }

    public LoadRequest Request { get; }

    /// <summary>The kernel that is asked to load it.</summary>
    public KernelProfile Kernel { get; }

    /// <summary>
    /// What the program attaches to, as far as that is known when it is loaded. Programs that attach to many functions, which are named
    /// later, get a function that stands for all of them.
    /// </summary>
    public AttachTarget? Target { get; }

    public Instruction[] Instructions { get; }

    public int Length => Instructions.Length;

    /// <summary>Arguments beyond the fifth are passed on the stack, through a register of their own.</summary>
    public bool HasStackArguments => Kernel.Rules.Calls.PassesArgumentsOnStack;

    public ProgramType Type { get; }

    public AttachType AttachType { get; set; }

    public bool IsSleepable { get; }

    public bool IsGplCompatible { get; }

    public BtfSpec? Types => Request.Types;

    /// <summary>The type that decides about context and helpers: freplace programs follow their target.</summary>
    public ProgramType ResolvedType =>
        Type == ProgramType.Ext && Target?.Program is { } target ? target.ProgramType : Type;

    /// <summary>The expected attach type; for types that came before there were attach types, what none stands for.</summary>
    public static AttachType AttachTypeOf(LoadRequest request, KernelProfile kernel) => request.ExpectedAttachType == default
        ? kernel.ProgramTypes.Find(request.ProgramType)?.ImpliedAttachType ?? default
        : request.ExpectedAttachType;

    private static AttachTarget? FunctionForMany(BtfSpec kernelTypes) =>
        kernelTypes.Find(StandInForMany, BtfKind.Function) is { } function ? new AttachTarget(kernelTypes, function) : null;
}
