using System;
using System.Collections.Generic;
using System.Text;

namespace Vouch.Verifier.Signatures;

/// <summary>
/// The kernel's own kfuncs that have rules of their own; each stands for both of its declarations (with and without
/// <c>_impl</c>). Source: Linux 7.3, the verifier's list of special kfuncs.
/// </summary>
internal enum SpecialKfunc
{
    None = 0,
    ObjNew,
    ObjDrop,
    PercpuObjNew,
    PercpuObjDrop,
    RefcountAcquire,
    ListPushFront,
    ListPushBack,
    ListAdd,
    ListPopFront,
    ListPopBack,
    ListDel,
    ListFront,
    ListBack,
    ListIsFirst,
    ListIsLast,
    ListEmpty,
    RbtreeAdd,
    RbtreeRemove,
    RbtreeFirst,
    RbtreeRoot,
    RbtreeLeft,
    RbtreeRight,
    CastToKernCtx,
    RdonlyCast,
    RcuReadLock,
    RcuReadUnlock,
    PreemptDisable,
    PreemptEnable,
    LocalIrqSave,
    LocalIrqRestore,
    ResSpinLock,
    ResSpinUnlock,
    ResSpinLockIrqsave,
    ResSpinUnlockIrqrestore,
    DynptrFromSkb,
    DynptrFromXdp,
    DynptrFromSkbMeta,
    DynptrFromFile,
    DynptrFileDiscard,
    DynptrSlice,
    DynptrSliceRdwr,
    DynptrClone,
    XdpPullData,
    Throw,
    Trap,
    WqSetCallback,
    TaskWorkScheduleSignal,
    TaskWorkScheduleResume,
    IterCssTaskNew,
    SessionCookie,
    SessionIsReturn,
    GetKmemCache,
}

/// <summary>Finds special kfuncs by their names.</summary>
internal static class SpecialKfuncs
{
    private static readonly Dictionary<string, SpecialKfunc> ByName = Build();

    /// <summary>The special kfunc of a name in the kernel's own BTF, or none.</summary>
    public static SpecialKfunc Of(string name) => ByName.GetValueOrDefault(name);

    public static bool IsListPush(this SpecialKfunc kfunc) =>
        kfunc is SpecialKfunc.ListPushFront or SpecialKfunc.ListPushBack or SpecialKfunc.ListAdd;

    public static bool IsResilientLock(this SpecialKfunc kfunc) =>
        kfunc is SpecialKfunc.ResSpinLock or SpecialKfunc.ResSpinLockIrqsave;

    private static Dictionary<string, SpecialKfunc> Build()
    {
        Dictionary<string, SpecialKfunc> names = [];
        foreach (SpecialKfunc kfunc in Enum.GetValues<SpecialKfunc>())
        {
            string name = kfunc == SpecialKfunc.Trap ? "__bpf_trap" : "bpf_" + Spell(kfunc.ToString());
            names[name] = kfunc;
            names[name + "_impl"] = kfunc;
        }

        return names;
    }

    /// <summary>FooBar as foo_bar.</summary>
    private static string Spell(string name)
    {
        StringBuilder spelled = new();
        foreach (char c in name)
        {
            if (char.IsUpper(c) && spelled.Length > 0)
            {
                _ = spelled.Append('_');
            }

            _ = spelled.Append(char.ToLowerInvariant(c));
        }

        return spelled.ToString();
    }
}
