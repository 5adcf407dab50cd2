namespace Vouch.Verifier.Trace;

/// <summary>The kinds of object that have words of their own, besides the names of types.</summary>
public static class ObjectWords
{
    /// <summary>A reference that no register names: what a dynptr and its clones own together.</summary>
    public const string Anchor = "anchor";

    /// <summary>A dynptr, or a clone of one.</summary>
    public const string Dynptr = "dynptr";

    /// <summary>What the kinds of iterators begin with.</summary>
    public const string Iterator = "iter_";

    /// <summary>Saved irq flags.</summary>
    public const string IrqFlag = "irq_flag";

    /// <summary>A pointer into the packet, or to its end. It has no identity, so it is in no tree; calls that change the packet end it.</summary>
    public const string Packet = "packet";

    /// <summary>A reference of which nothing more is known.</summary>
    public const string Reference = "reference";
}
