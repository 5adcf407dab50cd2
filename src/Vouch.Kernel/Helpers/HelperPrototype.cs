using System;
using System.Collections.Immutable;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Helpers;

/// <summary>One argument of a helper.</summary>
/// <param name="Kind">What is wanted.</param>
/// <param name="Modifiers">What qualifies it.</param>
/// <param name="TypeName">For kinds of BTF pointers: the kernel struct; null when the verifier decides by other means.</param>
/// <param name="Size">Bytes, for memory of a size fixed by the prototype; else 0.</param>
public readonly record struct ArgumentType(
    ArgumentKind Kind, TypeModifiers Modifiers = TypeModifiers.None, string? TypeName = null, int Size = 0)
{
    /// <summary>True when all the given modifiers are set.</summary>
    public bool Has(TypeModifiers modifiers) => (Modifiers & modifiers) == modifiers;

    /// <summary>True for the size of the memory in the argument before.</summary>
    public bool IsMemorySize => Kind is ArgumentKind.MemorySize or ArgumentKind.MemorySizeOrZero;
}

/// <summary>What a helper returns.</summary>
/// <param name="Kind">What comes back.</param>
/// <param name="Modifiers">What qualifies it.</param>
/// <param name="TypeName">For BTF pointers: the kernel struct; null when it depends on an argument.</param>
public readonly record struct ReturnType(ReturnKind Kind, TypeModifiers Modifiers = TypeModifiers.None, string? TypeName = null)
{
    /// <summary>True when all the given modifiers are set.</summary>
    public bool Has(TypeModifiers modifiers) => (Modifiers & modifiers) == modifiers;
}

/// <summary>Properties of a helper as a whole.</summary>
[Flags]
public enum HelperTraits : byte
{
    None = 0,
    /// <summary>Only programs under a licence compatible with the GPL may call it.</summary>
    GplOnly = 1 << 0,
    /// <summary>Packet pointers are welcome as memory arguments.</summary>
    PacketAccess = 1 << 1,
    MightSleep = 1 << 2,
    /// <summary>Leaves registers it does not use alone, so that spills around the call can be dropped.</summary>
    AllowsFastcall = 1 << 3,
}

/// <summary>An extra question about the program, asked after the helper was found for it.</summary>
public enum HelperGate : byte
{
    None,
    /// <summary>Where may a path be resolved.</summary>
    PathResolution,
    /// <summary>Where may a file be measured.</summary>
    InodeHash,
    /// <summary>Which tracing programs may use socket storage without recursing into it.</summary>
    SocketStorageTracing,
}

/// <summary>A helper as the verifier sees it. One helper number can have several, depending on the program type.</summary>
public sealed class HelperPrototype : IFact
{
    /// <summary>The most arguments a helper has.</summary>
    public const int MaxArguments = 5;

    private readonly ReleaseSet releases;

    internal HelperPrototype(PrototypeId id, string symbol, ReturnType returns, ImmutableArray<ArgumentType> arguments)
        : this(ReleaseSet.All, id, symbol, returns, arguments)
    {
    }

    internal HelperPrototype(ReleaseSet releases, PrototypeId id, string symbol, ReturnType returns, ImmutableArray<ArgumentType> arguments)
    {
        this.releases = releases;
        Id = id;
        Symbol = symbol;
        Returns = returns;
        Arguments = arguments;
    }

    ReleaseSet IFact.In => releases;

    /// <summary>Stands for the symbol: unique in a release.</summary>
    public PrototypeId Id { get; }

    /// <summary>The kernel's symbol.</summary>
    public string Symbol { get; }

    public ReturnType Returns { get; }

    /// <summary>R1 and up; shorter than five where the helper has fewer.</summary>
    public ImmutableArray<ArgumentType> Arguments { get; }

    public HelperTraits Traits { get; init; }

    public HelperGate Gate { get; init; }

    public bool IsGplOnly => (Traits & HelperTraits.GplOnly) != 0;

    public bool HasPacketAccess => (Traits & HelperTraits.PacketAccess) != 0;

    public bool MightSleep => (Traits & HelperTraits.MightSleep) != 0;

    public bool AllowsFastcall => (Traits & HelperTraits.AllowsFastcall) != 0;

    /// <summary>The argument in a register 1..5; past the last one its kind is <see cref="ArgumentKind.None"/>.</summary>
    public ArgumentType Argument(int register) =>
        register >= 1 && register <= Arguments.Length ? Arguments[register - 1] : default;

    public override string ToString() => Symbol;
}
