using System;
using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.Loading;

namespace Vouch.Bytecode.Tests.Loading;

/// <summary>A program's types, a kernel's, and one relocation between them.</summary>
internal sealed class CoreFixture
{
    public const int LoadWord = 0x61, LoadDouble = 0x79, LoadHalf = 0x69, Move = 0xb7, WideImmediate = 0x18;

    private CoreRelocator? relocator;

    public BtfBuilder Program { get; } = new();

    public BtfBuilder Kernel { get; } = new("vmlinux");

    public List<BtfSpec> Modules { get; } = [];

    public IReadOnlyList<string> Messages => relocator!.Messages;

    public static BtfTypeId Int(BtfBuilder builder, int size = 4, bool isSigned = false) =>
        builder.AddInteger("int" + size, size, new BtfInteger(isSigned, false, false, 0, size * 8));

    public static BtfMember Member(BtfBuilder builder, string name, BtfTypeId type, int byteOffset) =>
        new(builder.AddString(name), type, byteOffset * 8, 0);

    public static Instruction Load(int opcode, int offset) => new(opcode, 1, 2, offset, 0);

    public static Instruction Set(int immediate) => new(Move, 1, 0, 0, immediate);

    /// <summary>Applies a relocation to the instruction(s) and gives back what they became.</summary>
    public Instruction[] Apply(CoreRelocationKind kind, BtfTypeId type, string access, params Instruction[] instructions)
    {
        CoreFault fault = TryApply(kind, type, access, instructions);
        return fault == CoreFault.None ? instructions : throw new InvalidOperationException(string.Join('\n', Messages));
    }

    public CoreFault TryApply(CoreRelocationKind kind, BtfTypeId type, string access, params Instruction[] instructions)
    {
        uint text = Program.AddString(access);
        relocator = new CoreRelocator(Program.Build(), Kernel.Build(), Modules);
        return relocator.Apply("prog", 0, new CoreRelocation(0, type, text, kind), instructions, 0);
    }

    public string? Describe(CoreRelocationKind kind, BtfTypeId type, string access)
    {
        uint text = Program.AddString(access);
        return new CoreRelocator(Program.Build(), Kernel.Build(), Modules).Describe(new CoreRelocation(0, type, text, kind));
    }
}
