using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;

namespace Vouch.Bytecode.Loading;

/// <summary>
/// Everything that the program load command would be given for one program: the object read, linked and relocated.
/// File descriptors are indices: a map is its index in <see cref="Maps"/>, a BTF its index in <see cref="KernelTypes"/>.
/// </summary>
public sealed record LoadRequest
{
    /// <summary>Base name of the object file, such as <c>xdp_pass.bpf.o</c>.</summary>
    public required string ObjectName { get; init; }

    /// <summary>The main function's name.</summary>
    public required string ProgramName { get; init; }

    /// <summary>The ELF section, such as <c>tc</c> or <c>fentry/do_unlinkat</c>.</summary>
    public required string SectionName { get; init; }

    public required ProgramType ProgramType { get; init; }

    public AttachType ExpectedAttachType { get; init; }

    public LoadFlags Flags { get; init; }

    public required string License { get; init; }

    /// <summary>
    /// The program with its subprograms appended. 16-byte immediates of kind map carry the index in <see cref="Maps"/> (a negative one: a descriptor -1 - n that no relocation filled in); of kind
    /// BTF the type number (and in the second half the index in <see cref="KernelTypes"/>); kfunc calls the type number, and in
    /// the offset field the index in <see cref="KernelTypes"/>.
    /// </summary>
    public required ImmutableArray<Instruction> Instructions { get; init; }

    public required ImmutableArray<MapDefinition> Maps { get; init; }

    /// <summary>Kernel and module BTF by index: 0 is vmlinux, others are modules that this program refers to.</summary>
    public required ImmutableArray<BtfSpec> KernelTypes { get; init; }

    /// <summary>The program's own BTF as it would be loaded, or null when the object has none.</summary>
    public BtfSpec? Types { get; init; }

    public ImmutableArray<FunctionRecord> Functions { get; init; } = [];

    public ImmutableArray<LineRecord> Lines { get; init; } = [];

    /// <summary>Calls that stand for what this kernel does not have; fatal only where they are reached.</summary>
    public ImmutableArray<Placeholder> Placeholders { get; init; } = [];

    /// <summary>What the program attaches to, where its type needs that at load time.</summary>
    public AttachTarget? Target { get; init; }
}

/// <summary>A call of an impossible helper that stands for something missing.</summary>
/// <param name="InstructionIndex">The call.</param>
/// <param name="Text">What logs show instead of the instruction.</param>
/// <param name="Message">What logs show instead of the rejection.</param>
public readonly record struct Placeholder(int InstructionIndex, string Text, string Message);

/// <summary>An attach target: a type of the kernel's or a module's BTF, or a function of another BPF program.</summary>
/// <param name="Types">The BTF that <paramref name="Type"/> is a number of.</param>
/// <param name="Type">A FUNC, a typedef of a raw tracepoint, or a struct_ops struct.</param>
/// <param name="StructOpsMember">Index of the member for struct_ops programs (the load command calls it the expected attach type).</param>
/// <param name="Program">The program that freplace and tracing of BPF programs refer to, null for kernel targets.</param>
public sealed record AttachTarget(BtfSpec Types, BtfTypeId Type, int StructOpsMember = -1, LoadRequest? Program = null);
