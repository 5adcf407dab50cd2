using Vouch.Bytecode.Isa;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Admission;

/// <summary>May this program use a map, and the map's model when it may.</summary>
internal sealed class MapAdmission(Session session)
{
    private bool hasCgroupStorage;
    private bool hasPercpuCgroupStorage;
    private bool hasArena;

    /// <summary>Checks a map that the program has not used before and adds it to the session's.</summary>
    public Check Admit(MapDefinition definition, out MapHandle handle)
    {
        handle = MapHandle.None;
        definition = MapFields.AsCreated(session.Facts, session.Permissions, session.StructFields, definition, out SpecialFields? fields);
        if (CheckCompatible(definition, fields).Failed(out Check why))
        {
            return why;
        }

        handle = Add(definition, fields);
        session.Facts.HasArena |= definition.Type == MapType.Arena;
        return definition.Type == MapType.InsnArray && !HasGoodTargets(definition)
            ? session.Reject(Rule.InstructionArrayTargets, Errno.Invalid, "Failed to properly initialize insn array")
            : Check.Ok;
    }

    private MapHandle Add(MapDefinition definition, SpecialFields? fields)
    {
        MapHandle inner = definition.Inner is { } prototype
            ? Add(MapFields.AsCreated(session.Facts, session.Permissions, session.StructFields, prototype with { Name = "" }, out SpecialFields? innerFields), innerFields)
            : MapHandle.None;
        BtfHandle types = definition.Types is { } spec ? session.Facts.HandleOf(spec) : BtfHandle.Program;
        uint implied = (uint)(session.Program.Kernel.Maps.Find(definition.Type)?.ImpliedFlags ?? MapFlags.None);
        MapDefinition created = implied == 0 ? definition : definition with { Flags = definition.Flags | implied };
        return session.Facts.AddMap(handle => new MapModel(handle, created, fields, inner, types));
    }

    private Check CheckCompatible(MapDefinition map, SpecialFields? fields)
    {
        ProgramType type = session.Program.ResolvedType;
        if (fields is not null)
        {
            if (fields.Has(SpecialFieldKind.GraphRoot) && IsTracing(type))
            {
                return session.Reject(
                    Rule.MapForProgram, Subject.Map(map.Name), Errno.Invalid, "tracing progs cannot use bpf_{list_head,rb_root} yet");
            }

            if (fields.Has(SpecialFieldKind.AnyLock) && type == ProgramType.SocketFilter)
            {
                return session.Reject(
                    Rule.MapForProgram, Subject.Map(map.Name), Errno.Invalid, "socket filter progs cannot use bpf_spin_lock yet");
            }

            if (IsTracing(type) && FieldNotForTracing(fields) is { } field)
            {
                return session.Reject(Rule.MapForProgram, Subject.Map(map.Name), Errno.Invalid, $"tracing progs cannot use {field} yet");
            }
        }

        if (map.Type == MapType.StructOps)
        {
            return session.Reject(Rule.MapForProgram, Subject.Map(map.Name), Errno.Invalid, "bpf_struct_ops map cannot be used in prog");
        }

        if (session.Program.IsSleepable && session.Program.Kernel.Maps.Find(map.Type)?.AllowsSleepablePrograms != true)
        {
            return session.Reject(
                Rule.MapForProgram, Subject.Map(map.Name),
                Errno.Invalid, "Sleepable programs can only use array, hash, ringbuf and local storage maps");
        }

        if (IsSecond(map.Type, MapType.CgroupStorageDeprecated, ref hasCgroupStorage) ||
            IsSecond(map.Type, MapType.PercpuCgroupStorageDeprecated, ref hasPercpuCgroupStorage))
        {
            return session.Reject(Rule.MapForProgram, Subject.Map(map.Name), Errno.Busy, "only one cgroup storage of each type is allowed");
        }

        if (IsSecond(map.Type, MapType.Arena, ref hasArena))
        {
            return session.Reject(Rule.SecondArena, Subject.Map(map.Name), Errno.Busy, "Only one arena per program");
        }

        return map.Type == MapType.Arena && !(session.Permissions.AllowsPointerLeaks && session.Permissions.IsBpfCapable)
            ? session.Reject(
                Rule.ArenaPrivilege, Subject.Map(map.Name), Errno.NotPermitted, "CAP_BPF and CAP_PERFMON are required to use arena")
            : Check.Ok;
    }

    private static bool IsSecond(MapType type, MapType kind, ref bool seen)
    {
        bool isSecond = type == kind && seen;
        seen |= type == kind;
        return isSecond;
    }

    // Every target is an instruction of the program and not the second half of a 16-byte immediate.
    private bool HasGoodTargets(MapDefinition map)
    {
        if (!map.IsFrozen)
        {
            return false;
        }

        Instruction[] program = session.Program.Instructions;
        foreach (int target in map.JumpTargets)
        {
            if ((uint)target >= (uint)program.Length || (target > 0 && program[target - 1].IsWideImmediate))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The types that run in a tracer's context, where a lock could be taken twice.</summary>
    private bool IsTracing(ProgramType type) => session.Program.Kernel.ProgramTypes.Find(type) is { IsTracing: true };

    /// <summary>What programs that may interrupt anything must not find in a map, with the kernel's name for it.</summary>
    private string? FieldNotForTracing(SpecialFields fields) => session.Program.Kernel.Rules.Admission.TracingUsesReentrantFields
        ? fields.Has(SpecialFieldKind.SpinLock) ? "bpf_spin_lock" : null
        : fields.Has(SpecialFieldKind.AnyLock) ? "bpf_spin_lock"
        : fields.Has(SpecialFieldKind.Timer) ? "bpf_timer"
        : fields.Has(SpecialFieldKind.WorkQueue) ? "bpf_wq"
        : null;
}
