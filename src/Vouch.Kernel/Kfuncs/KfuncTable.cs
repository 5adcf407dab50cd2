using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Kfuncs;

/// <summary>The kernel functions that programs may call, by the BTF they are in and their name.</summary>
public sealed class KfuncTable
{
    /// <summary>The module name that stands for the kernel itself.</summary>
    public const string KernelModule = "vmlinux";

    private readonly Dictionary<string, Listing[]> rows = new(StringComparer.Ordinal);
    private readonly HashSet<string> modules = new(StringComparer.Ordinal);
    private readonly HashSet<string> deviceBound = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> destructors = new(StringComparer.Ordinal);
    private readonly KfuncFilters filters;
    private readonly NumberedRows<KfuncHook> hooks;

    internal KfuncTable(KernelRelease release, FunctionSets names)
    {
        release.Require(KfuncHookRows.Known & KfuncSetRows.Known & KfuncRows.Known & KptrDestructorRows.Known, "kfuncs");
        filters = new KfuncFilters(release, names);
        hooks = new NumberedRows<KfuncHook>([.. KfuncHookRows.All.Where(release.Has)], row => (int)row.Type);
        Dictionary<string, KfuncSetHead> sets = new(StringComparer.Ordinal);
        foreach (KfuncSetHead set in KfuncSetRows.All)
        {
            if (release.Has(set))
            {
                sets.Add(set.Symbol, set);
                _ = modules.Add(set.Module);
            }
        }

        foreach (KfuncEntry entry in KfuncRows.All)
        {
            if (release.Has(entry))
            {
                Add(sets[entry.Set], entry);
            }
        }

        foreach (KptrDestructor row in KptrDestructorRows.All)
        {
            if (release.Has(row))
            {
                destructors.Add(KeyOf(row.Module, row.Struct), row.Function);
            }
        }
    }

    /// <summary>
    /// True when the table lists this module's kfuncs. Of an unknown module nothing can be said: refuse, but not in the kernel's name.
    /// </summary>
    public bool KnowsModule(string module) => modules.Contains(module);

    /// <summary>The kfunc's flags when this program may call it, else null (in no set for its type, or a filter refuses).</summary>
    public KfuncFlags? Find(string module, string name, ProgramTraits program)
    {
        if (!rows.TryGetValue(KeyOf(module, name), out Listing[]? found))
        {
            return null;
        }

        KfuncHooks own = HookOf(program.Type);
        KfuncFlags? flags = null;
        foreach ((KfuncSetHead set, KfuncFlags setFlags) in found)
        {
            if ((set.Hooks & KfuncHooks.Any) != 0)
            {
                return setFlags;
            }

            if ((set.Hooks & own) != 0)
            {
                flags ??= setFlags;
            }
        }

        return flags is not null && PassesFilters(found, own, name, program) ? flags : null;
    }

    /// <summary>The names of those that some programs may call, but for those of test modules.</summary>
    public IEnumerable<string> Callable => rows
        .Where(row => row.Value.Any(listing => listing.Set.Hooks != KfuncHooks.ModifyReturn && !IsForTests(listing.Set.Module)))
        .Select(row => row.Key[(row.Key.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    /// <summary>True for kfuncs in any set, whoever may call them.</summary>
    public bool IsRegistered(string module, string name) => rows.ContainsKey(KeyOf(module, name));

    /// <summary>True for kfuncs that read a packet's device metadata: they need a program bound to one device.</summary>
    public bool NeedsDeviceBinding(string name) => deviceBound.Contains(name);

    /// <summary>True for kfuncs that the verifier supplies with trailing arguments, whoever calls them.</summary>
    public bool HasImplicitArguments(string module, string name)
    {
        foreach ((_, KfuncFlags flags) in rows.GetValueOrDefault(KeyOf(module, name)) ?? [])
        {
            if ((flags & KfuncFlags.ImplicitArguments) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>For functions (not kfuncs to call) whose return value programs may modify: their flags, else null.</summary>
    public KfuncFlags? FindModifiable(string module, string function)
    {
        foreach ((KfuncSetHead set, KfuncFlags flags) in rows.GetValueOrDefault(KeyOf(module, function)) ?? [])
        {
            if ((set.Hooks & KfuncHooks.ModifyReturn) != 0)
            {
                return flags;
            }
        }

        return null;
    }

    /// <summary>The function that releases a stored reference to this struct, or null: then no kptr may own one.</summary>
    public string? DestructorOf(string module, string structName) => destructors.GetValueOrDefault(KeyOf(module, structName));

    private void Add(KfuncSetHead set, KfuncEntry entry)
    {
        string key = KeyOf(set.Module, entry.Name);
        Listing listing = new(set, entry.Flags);
        rows[key] = rows.TryGetValue(key, out Listing[]? listed) ? [.. listed, listing] : [listing];
        filters.Note(entry);
        if (set.Symbol == "xdp_metadata_kfunc_ids")
        {
            _ = deviceBound.Add(entry.Name);
        }
    }

    // A filter governs every kfunc of its set wherever one of the set's hooks is asked, not only through that set.
    private bool PassesFilters(
        Listing[] found, KfuncHooks hook, string name, ProgramTraits program)
    {
        foreach ((KfuncSetHead set, _) in found)
        {
            if ((set.Hooks & hook) != 0 && !filters.Admit(set.Filter, name, program))
            {
                return false;
            }
        }

        return true;
    }

    private KfuncHooks HookOf(ProgramType type) => hooks.Find((int)type)?.Hook ?? KfuncHooks.None;

    private static bool IsForTests(string module) => module.StartsWith("bpf_test", StringComparison.Ordinal);

    private static string KeyOf(string module, string name) => module + ":" + name;

    /// <summary>One set that lists a kfunc, and the flags it gives it.</summary>
    private sealed record Listing(KfuncSetHead Set, KfuncFlags Flags);
}
