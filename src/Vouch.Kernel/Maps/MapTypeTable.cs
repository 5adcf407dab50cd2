using System;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Maps;

/// <summary>Whether a helper may be given a map.</summary>
public enum MapUse : byte
{
    Allowed,
    /// <summary>The pair does not go together.</summary>
    Refused,
    /// <summary>Sockets in a map are not changed from programs of this type.</summary>
    RefusedHere,
}

/// <summary>The map types of a kernel, and what goes with them.</summary>
public sealed class MapTypeTable
{
    private readonly NumberedRows<MapTypeFacts> rows;
    private readonly NumberedRows<HelperMaps> taken;

    internal MapTypeTable(KernelRelease release)
    {
        release.Require(MapTypeRows.Known & HelperMapRows.Known, "map types");
        All = [.. MapTypeRows.All.Where(release.Has)];
        rows = new NumberedRows<MapTypeFacts>(All, row => (int)row.Type);
        taken = new NumberedRows<HelperMaps>([.. HelperMapRows.All.Where(release.Has)], row => (int)row.Helper);
    }

    public ImmutableArray<MapTypeFacts> All { get; }

    /// <summary>The type's row, or null when this kernel has no such maps.</summary>
    public MapTypeFacts? Find(MapType type) => rows.Find((int)type);

    /// <summary>
    /// Checks both ways: the helpers that the map takes, and the maps that the helper takes. Source: Linux 7.3,
    /// check_map_func_compatibility.
    /// </summary>
    public MapUse Check(MapType map, HelperId helper, ProgramTraits program)
    {
        if (Find(map) is not { } facts)
        {
            return MapUse.Refused;
        }

        if (!facts.Helpers.IsDefault && !Takes(facts, helper))
        {
            bool isUpdate = facts.AllowsSocketUpdates && helper is HelperId.MapUpdateElem or HelperId.MapDeleteElem;
            if (!isUpdate)
            {
                return MapUse.Refused;
            }

            if (!MayChangeSockets(helper, program))
            {
                return MapUse.RefusedHere;
            }
        }

        return taken.Find((int)helper) is not { } wanted || IsOneOf(map, wanted.Types.AsSpan()) ? MapUse.Allowed : MapUse.Refused;
    }

    /// <summary>
    /// Whether the kernel takes the BTF types of a map, which has some. Special fields inside values are not judged here. Loaders try a
    /// map whose types are refused once more without types.
    /// </summary>
    public bool TakesTypesOf(MapDefinition map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Find(map.Type) is { } facts && MapTypesCheck.IsTaken(map, facts);
    }

    private static bool IsOneOf(MapType map, ReadOnlySpan<MapType> types)
    {
        foreach (MapType type in types)
        {
            if (type == map)
            {
                return true;
            }
        }

        return false;
    }

    // Neither is 'Contains': the first search for an enum makes the runtime build a comparer.
    private static bool Takes(MapTypeFacts facts, HelperId helper)
    {
        foreach (HelperId taken in facts.Helpers.AsSpan())
        {
            if (taken == helper)
            {
                return true;
            }
        }

        return false;
    }

    // Only where no socket can be locked.
    private static bool MayChangeSockets(HelperId helper, ProgramTraits program) => program.Type switch
    {
        ProgramType.Tracing => program.AttachType == AttachType.TraceIter,
        // Adding has helpers of its own there, which look at the event.
        ProgramType.SockOps => helper == HelperId.MapDeleteElem,
        ProgramType.SkReuseport or ProgramType.SkLookup => true,
        _ => false,
    };
}
