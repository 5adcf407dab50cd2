using Vouch.Bytecode.Isa;
using Vouch.Verifier.Memory;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Transfer;

/// <summary>Loads and stores.</summary>
internal static class LoadStore
{
    public static Check Load(Session session, Instruction insn)
    {
        if (IsStackArgumentLoad(insn))
        {
            return OperandRules.RequireWritable(session.Path, session.Rejections, insn.Destination).Failed(out Check why)
                ? why
                : StackArguments.Load(session, insn.Offset, insn.Destination);
        }

        return Load(session, insn, "ldx", new LoadOptions(
            ExtendsSign: insn.Mode == MemoryMode.MemorySigned, RequiresAlignment: false, MergesTrust: true));
    }

    /// <summary>A load-acquire.</summary>
    public static Check LoadAcquire(Session session, Instruction insn) =>
        Load(session, insn, "atomic_load", new LoadOptions(ExtendsSign: false, RequiresAlignment: true, MergesTrust: false));

    /// <summary>A store of a register, or a store-release, which must be aligned.</summary>
    public static Check Store(Session session, Instruction insn, bool requiresAlignment)
    {
        if (OperandRules.RequireReadable(session.Path, session.Rejections, insn.Source).Failed(out Check why))
        {
            return why;
        }

        if (IsStackArgumentStore(insn))
        {
            return StackArguments.Store(session, insn.Offset, insn.Source);
        }

        return OperandRules.RequireReadable(session.Path, session.Rejections, insn.Destination).Failed(out why)
            ? why
            : Store(session, insn, insn.Source, requiresAlignment);
    }

    /// <summary>A store of an immediate.</summary>
    public static Check StoreImmediate(Session session, Instruction insn)
    {
        if (IsStackArgumentStore(insn))
        {
            return StackArguments.Store(session, insn.Offset, -1);
        }

        return OperandRules.RequireReadable(session.Path, session.Rejections, insn.Destination).Failed(out Check why)
            ? why
            : Store(session, insn, -1, requiresAlignment: false);
    }

    private static Check Load(Session session, Instruction insn, string place, LoadOptions options)
    {
        if (OperandRules.RequireReadable(session.Path, session.Rejections, insn.Source).Failed(out Check why) ||
            OperandRules.RequireWritable(session.Path, session.Rejections, insn.Destination).Failed(out why))
        {
            return why;
        }

        RegisterType addressType = session.Path.Registers[insn.Source].Type;
        MemoryOperation operation = new(insn.Source, insn.Offset, insn.AccessSize, AccessKind.Read, insn.Destination)
        {
            ExtendsSign = options.ExtendsSign,
            RequiresAlignment = options.RequiresAlignment,
        };
        if (MemoryAccess.Perform(session, operation).Failed(out why) ||
            PointerTypeNotes.Note(session, addressType, options.MergesTrust).Failed(out why))
        {
            return why;
        }

        return OperandRules.RequireConsistent(session.Permissions, session.Rejections, session.Scalars, ref session.Path.Registers[insn.Destination], place);
    }

    private static Check Store(Session session, Instruction insn, int valueRegister, bool requiresAlignment)
    {
        RegisterType addressType = session.Path.Registers[insn.Destination].Type;
        MemoryOperation operation = new(insn.Destination, insn.Offset, insn.AccessSize, AccessKind.Write, valueRegister)
        {
            RequiresAlignment = requiresAlignment,
        };
        return MemoryAccess.Perform(session, operation).Failed(out Check why)
            ? why
            : PointerTypeNotes.Note(session, addressType, mergesTrust: false);
    }

    private static bool IsStackArgumentLoad(Instruction insn) =>
        insn.Mode == MemoryMode.Memory && insn.AccessSize == 8 && insn.Source == Instruction.StackArgumentRegister
        && insn.Offset > 0 && insn.Offset % 8 == 0;

    private static bool IsStackArgumentStore(Instruction insn) =>
        insn.Mode == MemoryMode.Memory && insn.AccessSize == 8 && insn.Destination == Instruction.StackArgumentRegister
        && insn.Offset < 0 && insn.Offset % 8 == 0;

    private readonly record struct LoadOptions(bool ExtendsSign, bool RequiresAlignment, bool MergesTrust);
}
