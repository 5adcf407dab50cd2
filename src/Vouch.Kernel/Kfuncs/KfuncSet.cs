using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Kfuncs;

/// <summary>The hook that programs of a type are offered kfuncs by.</summary>
internal sealed record KfuncHook(ReleaseSet In, ProgramType Type, KfuncHooks Hook) : IFact
{
    public KfuncHook(ProgramType type, KfuncHooks hook)
        : this(ReleaseSet.All, type, hook)
    {
    }
}

/// <summary>Kfuncs that are registered together. The module is <c>vmlinux</c> or the one whose BTF has the functions.</summary>
internal sealed record KfuncSetHead(ReleaseSet In, string Symbol, string Module, KfuncHooks Hooks, KfuncFilter Filter) : IFact
{
    public KfuncSetHead(string symbol, string module, KfuncHooks hooks, KfuncFilter filter)
        : this(ReleaseSet.All, symbol, module, hooks, filter)
    {
    }
}

/// <summary>A kfunc and its flags, as one set lists it.</summary>
internal sealed record KfuncEntry(ReleaseSet In, string Set, string Name, KfuncFlags Flags = KfuncFlags.None) : IFact
{
    public KfuncEntry(string set, string name, KfuncFlags flags = KfuncFlags.None)
        : this(ReleaseSet.All, set, name, flags)
    {
    }
}

/// <summary>The function that releases a stored reference to a struct.</summary>
internal sealed record KptrDestructor(ReleaseSet In, string Module, string Struct, string Function) : IFact
{
    public KptrDestructor(string module, string structName, string function)
        : this(ReleaseSet.All, module, structName, function)
    {
    }
}

/// <summary>The groups of kfuncs that a member of the scheduler's struct_ops may call.</summary>
internal sealed record SchedulerMember(ReleaseSet In, string Member, SchedulerGroups Groups) : IFact
{
    public SchedulerMember(string member, SchedulerGroups groups)
        : this(ReleaseSet.All, member, groups)
    {
    }
}
