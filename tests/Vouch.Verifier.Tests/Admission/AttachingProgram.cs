using System;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Xunit;

namespace Vouch.Verifier.Tests.Admission;

/// <summary>A small program that attaches to something, and what the verifier says of it.</summary>
internal sealed record AttachingProgram
{
    public static BtfSpec KernelTypes { get; } = KernelProfile.Linux73.Types;

    public ProgramType Type { get; init; } = ProgramType.Tracing;

    public AttachType AttachType { get; init; }

    public AttachTarget? Target { get; init; }

    public bool IsSleepable { get; init; }

    public string License { get; init; } = "GPL";

    public string Text { get; init; } = "r0 = 0; exit";

    public BtfSpec? Types { get; init; }

    public FunctionRecord[] Functions { get; init; } = [];

    public Semantics Semantics { get; init; } = Semantics.Privileged;

    /// <summary>A program of a kernel function, hook or tracepoint (then with its prefix).</summary>
    public static AttachingProgram At(AttachType attachType, string name, ProgramType type = ProgramType.Tracing)
    {
        BtfKind kind = attachType == AttachType.TraceRawTp ? BtfKind.Typedef : BtfKind.Function;
        BtfTypeId id = KernelTypes.Find(name, kind) ?? throw new ArgumentException($"the kernel has no {name}", nameof(name));
        return new AttachingProgram { Type = type, AttachType = attachType, Target = new AttachTarget(KernelTypes, id) };
    }

    /// <summary>A program for a member of a struct of operations.</summary>
    public static AttachingProgram For(string operations, string member)
    {
        BtfTypeId id = KernelTypes.Find(operations, BtfKind.Struct) ?? throw new ArgumentException($"no struct {operations}", nameof(operations));
        BtfType type = KernelTypes.Type(id);
        int index = 0;
        while (index < type.Count && KernelTypes.String(KernelTypes.Member(type, index).NameOffset) != member)
        {
            index++;
        }

        return new AttachingProgram
        {
            Type = ProgramType.StructOps,
            AttachType = (AttachType)index,
            Target = new AttachTarget(KernelTypes, id, index),
        };
    }

    public LoadRequest Request() => new()
    {
        ObjectName = "case.bpf.o",
        ProgramName = "case",
        SectionName = "case",
        ProgramType = Type,
        ExpectedAttachType = AttachType,
        Flags = IsSleepable ? LoadFlags.Sleepable : LoadFlags.None,
        License = License,
        Instructions = Assembler.Assemble(Text).Instructions,
        Maps = [],
        KernelTypes = [KernelTypes],
        Types = Types,
        Functions = [.. Functions],
        Target = Target,
    };

    public VerificationResult Verify() =>
        Verifier.Verify(Request(), KernelProfile.Linux73, new VerifierOptions { Semantics = Semantics });

    public void IsAccepted()
    {
        VerificationResult result = Verify();
        Assert.Equal("", result.Message);
        Assert.Equal(Verdict.Accepted, result.Verdict);
    }

    /// <summary>The last line of the rejection's own words.</summary>
    public void IsRejected(string message, Errno errno = Errno.Invalid)
    {
        VerificationResult result = Verify();
        Assert.Equal(message, result.Message.Split('\n')[^1]);
        Assert.Equal(errno, result.Errno);
    }
}
