using System.Collections.Immutable;
using Vouch.Bytecode.Isa;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Admission;

/// <summary>
/// What 16-byte immediates refer to: maps, offsets into their values, kernel symbols. Maps become the session's at their first
/// use, kernel types by being asked for.
/// </summary>
internal sealed class PseudoLoads(Session session)
{
    /// <summary>The most maps of a program. Source: Linux 7.3, MAX_USED_MAPS.</summary>
    private const int MaxMaps = 64;

    // By the request's maps: what the session knows them as, once the program uses them.
    private readonly MapHandle?[] used = new MapHandle?[session.Program.Request.Maps.Length];
    private int usedCount;
    private readonly MapAdmission admission = new(session);

    /// <summary>Resolves the 16-byte immediate at an index, whose two halves are well formed.</summary>
    public Check Resolve(int index)
    {
        Instruction first = session.Program.Instructions[index];
        Instruction second = session.Program.Instructions[index + 1];
        switch ((PseudoLoad)first.Source)
        {
            case PseudoLoad.Value or PseudoLoad.Function:
                return Check.Ok;
            case PseudoLoad.BtfId:
                return PseudoBtfIds.Resolve(session, index, first.Immediate, second.Immediate);
            case PseudoLoad.MapFd or PseudoLoad.MapIndex when second.Immediate == 0:
                return ResolveMap(index, first.Immediate, out _);
            case PseudoLoad.MapValue or PseudoLoad.MapIndexValue:
                return ResolveMap(index, first.Immediate, out MapModel map).Failed(out Check why)
                    ? why
                    : ResolveValue(index, map, unchecked((uint)second.Immediate));
            default:
                return session.Reject(Rule.WideImmediate, Errno.Invalid, "unrecognized bpf_ld_imm64 insn");
        }
    }

    private Check ResolveMap(int index, int number, out MapModel map)
    {
        map = null!;
        ImmutableArray<MapDefinition> maps = session.Program.Request.Maps;
        if ((uint)number >= (uint)maps.Length)
        {
            return session.Reject(
                Rule.MapDescriptor, Errno.BadFileDescriptor, $"fd {(number < 0 ? -1 - number : number)} is not pointing to valid bpf_map");
        }

        if (used[number] is not { } handle)
        {
            if (usedCount >= MaxMaps)
            {
                return session.Reject(
                    Rule.MapCount, Errno.TooBig, $"The total number of maps per program has reached the limit of {MaxMaps}");
            }

            if (admission.Admit(maps[number], out handle).Failed(out Check why))
            {
                return why;
            }

            used[number] = handle;
            usedCount++;
        }

        session.Facts.Notes[index].Map = handle;
        map = session.Facts.Map(handle);
        return Check.Ok;
    }

    private Check ResolveValue(int index, MapModel map, uint offset)
    {
        Errno error = map.Type switch
        {
            MapType.Array => CheckOnlyEntry(map, offset, Errno.NotSupported),
            MapType.PercpuArray => CheckOnlyEntry(map, offset, Errno.OperationNotSupported),
            MapType.Arena => offset >= map.MaxEntries * 4096ul ? Errno.Range : Errno.None,
            MapType.InsnArray => offset % 8 != 0 || offset / 8 >= map.MaxEntries ? Errno.AccessDenied : Errno.None,
            _ => Errno.NotModelled,
        };
        if (error == Errno.NotModelled)
        {
            return session.Reject(
                Rule.MapDirectValue, Subject.Map(map.Name), Errno.Invalid, "no direct value access support for this map type");
        }

        if (error != Errno.None)
        {
            return session.Reject(
                Rule.MapDirectValue, Subject.Map(map.Name), error,
                $"invalid access to map value pointer, value_size={map.ValueSize} off={offset}");
        }

        session.Facts.Notes[index].MapOffset = offset;
        return Check.Ok;
    }

    private static Errno CheckOnlyEntry(MapModel map, uint offset, Errno severalEntries) =>
        map.MaxEntries != 1 ? severalEntries : offset >= map.ValueSize ? Errno.Invalid : Errno.None;
}
