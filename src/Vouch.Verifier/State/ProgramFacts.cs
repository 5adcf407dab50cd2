using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Kernel.Programs;

namespace Vouch.Verifier.State;

/// <summary>
/// What is known of the program before it is explored: its maps and types, and what the passes over its instructions found.
/// Exploration reads it and does not write to it.
/// </summary>
internal sealed class ProgramFacts
{
    private readonly List<BtfSpec> types = [];
    private readonly List<MapModel> maps = [];
    private int[]?[]? listedSuccessors;

    public ProgramFacts(ProgramUnderTest program, ProgramTraits traits)
    {
        Program = program;
        Traits = traits;
        types.Add(program.Types ?? EmptyBtf.Instance);
        types.AddRange(program.Request.KernelTypes);
        Notes = TablePool<InstructionNotes>.Rent(program.Length);
        Notes.AsSpan(0, program.Length).Clear();
    }

    public ProgramUnderTest Program { get; }

    /// <summary>What the kernel's tables are asked with.</summary>
    public ProgramTraits Traits { get; }

    public SubprogramInfo[] Subprograms { get; set; } = [];

    /// <summary>By instruction; longer than the program.</summary>
    public InstructionNotes[] Notes { get; }

    /// <summary>Instruction indices in post-order, subprogram after subprogram.</summary>
    public int[] PostOrder { get; set; } = [];

    /// <summary>Subprograms, callees before callers.</summary>
    public int[] TopologicalOrder { get; set; } = [];

    /// <summary>One past the highest number of a strongly connected component.</summary>
    public int ComponentLimit { get; set; } = 1;

    /// <summary>The main program changes packet data, or may sleep.</summary>
    public bool ChangesPacketData { get; set; }

    public bool MightSleep { get; set; }

    /// <summary>The function whose arguments are the context, for program types that have one.</summary>
    public AttachPoint? AttachPoint { get; set; }

    /// <summary>The subprogram that runs when an exception is thrown, or 0 for the default.</summary>
    public int ExceptionCallback { get; set; }

    /// <summary>False when the BPF function attached to is not called the way its prototype says.</summary>
    public bool IsTargetReliable { get; set; } = true;

    /// <summary>The program uses an arena map.</summary>
    public bool HasArena { get; set; }

    public IReadOnlyList<MapModel> Maps => maps;

    public MapModel Map(MapHandle handle) => maps[handle.Index];

    public MapHandle AddMap(Func<MapHandle, MapModel> create)
    {
        MapHandle handle = new(maps.Count);
        maps.Add(null!);
        maps[handle.Index] = create(handle);
        return handle;
    }

    public BtfSpec Types(BtfHandle handle) => types[handle.Index];

    /// <summary>The handle of a BTF, adding it when new.</summary>
    public BtfHandle HandleOf(BtfSpec spec)
    {
        int index = types.IndexOf(spec);
        if (index < 0)
        {
            index = types.Count;
            types.Add(spec);
        }

        return new BtfHandle(index);
    }

    /// <summary>
    /// Successors of an instruction that has others than its text tells: targets of indirect jumps (in order), and the hidden exits of tail
    /// calls and packet loads. Null for the others.
    /// </summary>
    public int[]? ListedSuccessorsOf(int instruction) => listedSuccessors?[instruction];

    public void ListSuccessors(int instruction, int[] successors)
    {
        listedSuccessors ??= new int[Program.Length][];
        listedSuccessors[instruction] = successors;
    }

    /// <summary>The subprogram that an instruction lies in.</summary>
    public int SubprogramAt(int instruction)
    {
        int low = 0;
        int high = Subprograms.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Subprograms[middle].Start <= instruction)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>Gives the large table back. The session is over.</summary>
    public void Release() => TablePool<InstructionNotes>.Return(Notes);
}
