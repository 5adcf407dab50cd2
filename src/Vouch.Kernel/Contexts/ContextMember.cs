namespace Vouch.Kernel.Contexts;

/// <summary>A span of bytes in a context struct.</summary>
internal readonly record struct ContextMember(int Offset, int Size)
{
    public int End => Offset + Size;

    /// <summary>This member, the last one, and all between.</summary>
    public ContextMember To(ContextMember last) => new(Offset, last.End - Offset);

    public bool Covers(int offset) => offset >= Offset && offset < End;
}

/// <summary>Which sizes of access a field takes. The default takes none.</summary>
internal readonly record struct FieldAccess
{
    private readonly byte largest;
    private readonly byte smallest;
    private readonly bool staysWithin;

    private FieldAccess(int smallest, int largest, bool staysWithin)
    {
        this.smallest = (byte)smallest;
        this.largest = (byte)largest;
        this.staysWithin = staysWithin;
    }

    /// <summary>Not at all.</summary>
    public static FieldAccess None => default;

    /// <summary>Any size that stays within the field.</summary>
    public static FieldAccess Within => new(1, 8, staysWithin: true);

    /// <summary>Any size, even beyond the field.</summary>
    public static FieldAccess Any => new(1, 8, staysWithin: false);

    /// <summary>Eight bytes inside a field of four-byte parts.</summary>
    public static FieldAccess Wide => new(8, 8, staysWithin: true);

    /// <summary>The bytes of the field that the kernel loads when fewer are asked for; 0 when nothing may be cut out of it.</summary>
    public int FieldSize { get; private init; }

    /// <summary>This many bytes and no others.</summary>
    public static FieldAccess Exactly(int bytes) => new(bytes, bytes, staysWithin: false);

    /// <summary>A part of the field, from <paramref name="atLeast"/> bytes up to all of it.</summary>
    public static FieldAccess PartOf(int bytes, int atLeast = 1) => new(atLeast, bytes, staysWithin: false) { FieldSize = bytes };

    public bool Takes(ContextMember member, int offset, int size) =>
        size >= smallest && size <= largest && (!staysWithin || offset + size <= member.End);
}
