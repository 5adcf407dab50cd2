using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Rules;
using Vouch.Kernel;
using Xunit;

namespace Vouch.Verifier.Tests.Memory;

/// <summary>A small program that touches memory, and what the verifier says of it.</summary>
internal sealed record MemoryProgram
{
    public required string Text { get; init; }

    /// <summary>In place of the text, where no text says it.</summary>
    public ImmutableArray<Instruction> Instructions { get; init; } = [];

    public ProgramType Type { get; init; } = ProgramType.SchedCls;

    public AttachType AttachType { get; init; }

    public AttachTarget? Target { get; init; }

    public LoadFlags Flags { get; init; }

    public string License { get; init; } = "GPL";

    public Semantics Semantics { get; init; } = Semantics.Privileged;

    public LogLevels Level { get; init; } = LogLevels.All;

    /// <summary>Other rules than the kernel's own.</summary>
    public KernelRules Rules { get; init; } = KernelProfile.Linux73.Rules;

    /// <summary>Maps that the text names by their names.</summary>
    public MapDefinition[] Maps { get; init; } = [];

    public static MemoryProgram Of(string text) => new() { Text = text };

    /// <summary>A lookup in the first map, whose value is in R0 when it is not null.</summary>
    public static MemoryProgram OfLookup(string text, params MapDefinition[] maps) => new()
    {
        Text = "r6 = r1; *(u64 *)(r10 - 8) = 0; r1 = " + maps[0].Name + " ll; r2 = r10; r2 += -8; call 1; if r0 == 0 goto out;"
            + text + "; out: r0 = 0; exit",
        Maps = maps,
    };

    public static MapDefinition Array(string name, uint valueSize, uint flags = 0, bool isFrozen = false, params byte[] bytes) => new()
    {
        Name = name, Type = MapType.Array, KeySize = 4, ValueSize = valueSize, MaxEntries = 1, Flags = flags, IsFrozen = isFrozen,
        InitialValue = [.. bytes],
    };

    public static MapDefinition Hash(string name, uint keySize, uint valueSize) =>
        new() { Name = name, Type = MapType.Hash, KeySize = keySize, ValueSize = valueSize, MaxEntries = 1 };

    public VerificationResult Verify()
    {
        Dictionary<string, int> names = Maps.Index().ToDictionary(map => map.Item.Name, map => map.Index, StringComparer.Ordinal);
        LoadRequest request = new()
        {
            ObjectName = "case.bpf.o",
            ProgramName = "case",
            SectionName = "case",
            ProgramType = Type,
            ExpectedAttachType = AttachType,
            Flags = Flags,
            License = License,
            Instructions = Instructions.IsEmpty ? Assembler.Assemble(Text, new AssemblySymbols { Maps = names }).Instructions : Instructions,
            Maps = [.. Maps],
            KernelTypes = [KernelProfile.Linux73.Types],
            Target = Target,
        };
        return Verifier.Verify(
            request,
            KernelProfile.Linux73.WithRules(Rules),
            new VerifierOptions { Semantics = Semantics, Presentation = new Presentation { LogLevel = Level } });
    }

    public void IsAccepted()
    {
        VerificationResult result = Verify();
        Assert.True(result.Verdict == Verdict.Accepted, result.Log);
    }

    public void IsRejected(string message, Errno errno = Errno.AccessDenied)
    {
        VerificationResult result = Verify();
        Assert.True(result.Verdict == Verdict.Rejected, result.Log);
        Assert.Equal(message, result.Message.TrimEnd('\n'));
        Assert.Equal(errno, result.Errno);
    }

    /// <summary>What changed at an instruction, as the log has it: behind the instruction, or on a line of its own after other lines.</summary>
    public string StateAfter(int instruction)
    {
        string[] lines = Verify().Log.Split('\n');
        string start = $"{instruction}: (";
        string? behind = lines.LastOrDefault(line => line.StartsWith(start, StringComparison.Ordinal) && line.Contains(" ; ", StringComparison.Ordinal));
        if (behind is not null)
        {
            return behind[(behind.IndexOf(" ; ", StringComparison.Ordinal) + 3)..].TrimEnd();
        }

        string own = $"{instruction + 1}: ";
        return lines.Last(line => line.StartsWith(own, StringComparison.Ordinal) && line[own.Length] != '(')[own.Length..].TrimEnd();
    }
}
