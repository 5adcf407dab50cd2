using System;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Attach;

/// <summary>Which members of a struct_ops may be implemented by sleepable programs.</summary>
internal enum MemberSleeping : byte
{
    Any,
    OnlyListed,
    /// <summary>The listed members must be sleepable, others may.</summary>
    ListedMustBe,
}

/// <summary>What is particular about a member of a struct_ops.</summary>
[Flags]
internal enum MemberTraits : byte
{
    None = 0,
    /// <summary>It is listed by the rule for sleepable programs.</summary>
    SleepingListed = 1 << 0,
    /// <summary>Its programs run on a stack of their own because they may nest.</summary>
    PrivateStack = 1 << 1,
}

/// <summary>A struct of function pointers, without its members.</summary>
internal sealed record StructOpsHead(ReleaseSet In, string Struct, string Module) : IFact
{
    public StructOpsHead(string name, string module)
        : this(ReleaseSet.All, name, module)
    {
    }

    public MemberSleeping Sleeping { get; init; }

    public bool RefusesContextAccess { get; init; }
}

/// <summary>A member that programs may implement.</summary>
internal sealed record StructOpsMember(ReleaseSet In, string Struct, string Member, MemberTraits Traits = MemberTraits.None) : IFact
{
    public StructOpsMember(string name, string member, MemberTraits traits = MemberTraits.None)
        : this(ReleaseSet.All, name, member, traits)
    {
    }
}

/// <summary>A scheduler's member by CPU-independent numbers, and the one it takes the place of.</summary>
internal sealed record SchedulerTwin(ReleaseSet In, string Member, string Twin) : IFact
{
    public SchedulerTwin(string member, string twin)
        : this(ReleaseSet.All, member, twin)
    {
    }
}

/// <summary>An iterator's target, or one pointer of its context.</summary>
internal sealed record IteratorRow(ReleaseSet In, string Target, IteratorArgument? Argument = null) : IFact
{
    public IteratorRow(string target, IteratorArgument? argument = null)
        : this(ReleaseSet.All, target, argument)
    {
    }
}

/// <summary>A raw tracepoint whose arguments may be null or error numbers: four bits each.</summary>
internal sealed record TracepointRow(ReleaseSet In, string Name, ulong Mask) : IFact
{
    public TracepointRow(string name, ulong mask)
        : this(ReleaseSet.All, name, mask)
    {
    }
}
