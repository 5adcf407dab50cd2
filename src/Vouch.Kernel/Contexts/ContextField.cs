using Vouch.Kernel.Programs;

namespace Vouch.Kernel.Contexts;

/// <summary>One row of a context table: what a program may do with a member, and what reading it gives.</summary>
internal sealed record ContextField(ContextMember Member, FieldAccess Read)
{
    public FieldAccess Write { get; init; }

    /// <summary>What a read leaves in the register.</summary>
    public ContextValueKind Kind { get; init; }

    /// <summary>For pointers to kernel objects: the struct.</summary>
    public string? TypeName { get; init; }

    public AttachTypes ReadableFor { get; init; } = AttachTypes.All;

    public AttachTypes WritableFor { get; init; } = AttachTypes.All;

    public Capabilities ReadRequires { get; init; }

    public Capabilities WriteRequires { get; init; }

    /// <summary>Sign-extending loads are refused: the kernel turns the four bytes into a pointer.</summary>
    public bool RefusesSignExtension { get; init; }

    /// <summary>The row stands for accesses at the member's first byte only; others follow the table's rule for unlisted bytes.</summary>
    public bool AtStartOnly { get; init; }

    /// <summary>Reading or writing it tells the kernel that the program knows about delivery time stamps.</summary>
    public bool MarksTimestampKind { get; init; }

    public bool Covers(int offset) => AtStartOnly ? offset == Member.Offset : Member.Covers(offset);

    public bool Admits(in ContextAccessQuery access, ProgramTraits program) => access.IsWrite
        ? Write.Takes(Member, access.Offset, access.Size)
            && WritableFor.Contains(program.AttachType) && program.Capabilities.Grants(WriteRequires)
        : Read.Takes(Member, access.Offset, access.Size)
            && ReadableFor.Contains(program.AttachType) && program.Capabilities.Grants(ReadRequires)
            && !(RefusesSignExtension && access.IsSignExtending);
}
