using System;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Vouch.Bytecode.Assembly;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel;
using Vouch.Verifier.State;

namespace Vouch.Verifier;

/// <summary>
/// Has the runtime prepare the verifier's code. The first verification of a process spends most of its time on that; on a thread
/// of its own it is done while the first object is being read.
/// </summary>
public static class WarmUp
{
    // Goes once through what most programs do: context, packet, stack and map value; all operators; branches that are taken one way,
    // both ways and in a loop; a helper and a subprogram.
    private const string Program = """
        r6 = r1
        r7 = *(u32 *)(r6 + 0)
        r8 = *(u32 *)(r6 + 4)
        r2 = r7
        r2 += 34
        if r2 > r8 goto out
        r3 = *(u8 *)(r7 + 0)
        r4 = *(u16 *)(r7 + 12)
        r4 = be16 r4
        w5 = w4
        w5 <<= 3
        w5 ^= w4
        r3 &= 15
        r3 <<= 2
        r4 |= r3
        r4 -= r5
        r4 *= 3
        r4 >>= 5
        r4 s>>= 1
        r4 /= 7
        *(u64 *)(r10 - 8) = r4
        *(u32 *)(r10 - 16) = 0
        r9 = 0
        if w3 == 8 goto found
        if r3 s> 20 goto found
        r9 = 1
        found:
        *(u32 *)(r10 - 12) = r9
        r2 = r10
        r2 += -16
        r1 = counts ll
        call bpf_map_lookup_elem
        if r0 == 0 goto out
        r1 = *(u64 *)(r10 - 8)
        r2 = *(u64 *)(r0 + 0)
        r2 += r1
        *(u64 *)(r0 + 0) = r2
        lock *(u64 *)(r0 + 0) += r1
        r1 &= 7
        r3 = r0
        r3 += r1
        r3 = *(u8 *)(r3 + 0)
        r6 = 0
        again:
        r6 += 1
        r7 = r6
        r7 *= r9
        if r6 < 24 goto again
        r1 = r7
        call half
        out:
        r0 = 2
        exit
        half:
        r0 = r1
        if r0 < 2 goto small
        r0 >>= 1
        small:
        exit
        """;

    // The tables that this program leaves behind are then long enough for most, and their memory is in use.
    private const int Padding = 1000;

    /// <summary>Verifies a small program and has states ready for the next one; the verdict tells whether all of it was gone through.</summary>
    public static Verdict Run(KernelProfile kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        MapDefinition map = new() { Name = "counts", Type = MapType.Hash, KeySize = 8, ValueSize = 16, MaxEntries = 16 };
        LoadRequest request = new()
        {
            ObjectName = "",
            ProgramName = "warm_up",
            SectionName = "xdp",
            ProgramType = ProgramType.Xdp,
            License = "GPL",
            Instructions = Padded(Assembler.Assemble(Program, new AssemblySymbols { Maps = { [map.Name] = 0 } }).Instructions),
            Maps = [map],
            KernelTypes = ImmutableArray<Bytecode.Btf.BtfSpec>.Empty,
        };
        VerifierOptions options = new() { Presentation = new Presentation { LogLevel = LogLevels.None } };
        Verdict verdict = Verifier.Verify(request, kernel, options).Verdict;
        StatePool pool = StatePools.Rent();
        pool.Prepare();
        StatePools.Return(pool);
        return verdict;
    }

    private static ImmutableArray<Instruction> Padded(ImmutableArray<Instruction> program)
    {
        Instruction[] padded = new Instruction[Padding + program.Length];
        for (int i = 0; i < Padding; i += 2)
        {
            // Constants and pointers come and go, so that every instruction has a row of its own.
            padded[i] = new Instruction(0xbf, 0, Instruction.FramePointer, 0, 0);
            padded[i + 1] = new Instruction(0xb7, 0, 0, 0, 0);
        }

        program.CopyTo(padded, Padding);
        return ImmutableCollectionsMarshal.AsImmutableArray(padded);
    }
}
