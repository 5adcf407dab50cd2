namespace Vouch.Verifier.State;

/// <summary>A map that the program uses: an index into the session's maps. Default means the first; see <see cref="None"/>.</summary>
internal readonly record struct MapHandle(int Index)
{
    public static MapHandle None => new(-1);
}

/// <summary>One of the BTFs in play: an index into the session's list. 0 is the program's own, 1 is vmlinux.</summary>
internal readonly record struct BtfHandle(int Index)
{
    public static BtfHandle Program => new(0);

    public static BtfHandle Vmlinux => new(1);
}

/// <summary>What backs a dynptr. The log's names are the lower-case words.</summary>
internal enum DynptrKind
{
    Invalid = 0,
    Local,
    Ringbuf,
    Skb,
    Xdp,
    SkbMeta,
    File,
}

/// <summary>State of an iterator on the stack.</summary>
internal enum IteratorState
{
    Invalid = 0,
    Active,
    Drained,
}

/// <summary>The family of kfuncs that saved an irq flag; only the same family may restore it.</summary>
internal enum IrqFlagClass
{
    Native = 0,
    Lock,
}
