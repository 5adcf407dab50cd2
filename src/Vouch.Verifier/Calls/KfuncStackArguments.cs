using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;
using K = Vouch.Verifier.Signatures.KfuncParameterKind;

namespace Vouch.Verifier.Calls;

/// <summary>Objects on the stack as arguments of kfuncs (dynptrs, iterators, irq flags), and what leads on to graphs and locks.</summary>
internal static class KfuncStackArguments
{
    private const string IteratorPrefix = "bpf_iter_";

    public static Check Require(Session session, ref KfuncContext context, in KfuncParameter parameter, ArgumentPlace place)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        switch (parameter.Kind)
        {
            case K.Dynptr:
                return RequireDynptr(session, ref context, parameter, place);
            case K.Iterator:
                return RequireIterator(session, ref context, parameter, place);
            case K.IrqFlag:
                return register.Type == RegisterKind.Stack
                    ? RequireIrqFlag(session, context, place)
                    : session.Reject(
                        Rule.StackObjectPointer, place.Subject, Errno.Invalid,
                        $"{place} doesn't point to an irq flag on stack");
            case K.ResilientSpinLock:
                return RequireLock(session, context, register, place);
            case K.ListHead or K.RbRoot:
                return KfuncGraphArguments.RequireRoot(session, ref context, parameter, register, place);
            case K.ListNode or K.RbNode:
                return KfuncGraphArguments.RequireNode(session, ref context, parameter, register, place);
            default:
                return session.NotSupported($"kfunc arguments of kind {parameter.Kind}");
        }
    }

    private static Check RequireDynptr(Session session, ref KfuncContext context, in KfuncParameter parameter, ArgumentPlace place)
    {
        SpecialKfunc special = context.Signature.Special;
        if (parameter.IsUninitialized)
        {
            if (special == SpecialKfunc.DynptrClone)
            {
                return NewStackObjects.CloneDynptr(session, place, context.Call.Dynptr);
            }

            DynptrKind made = KindMadeBy(special);
            return made == DynptrKind.Invalid
                ? session.NotSupported($"dynptrs made by {context.Signature.Name}")
                : NewStackObjects.ConstructDynptr(session, place, made, context.Call.ReferencedId);
        }

        bool isReleased = special == SpecialKfunc.DynptrFileDiscard;
        DynptrKind expected = isReleased ? DynptrKind.File : DynptrKind.Invalid;
        return DynptrSlots.RequireInitialized(session, place, expected, isReleased, out context.Call.Dynptr);
    }

    private static DynptrKind KindMadeBy(SpecialKfunc special) => special switch
    {
        SpecialKfunc.DynptrFromSkb => DynptrKind.Skb,
        SpecialKfunc.DynptrFromXdp => DynptrKind.Xdp,
        SpecialKfunc.DynptrFromSkbMeta => DynptrKind.SkbMeta,
        SpecialKfunc.DynptrFromFile => DynptrKind.File,
        _ => DynptrKind.Invalid,
    };

    private static Check RequireIterator(Session session, ref KfuncContext context, in KfuncParameter parameter, ArgumentPlace place)
    {
        KfuncDescription kfunc = context.Signature.Description;
        if (context.Signature.Special == SpecialKfunc.IterCssTaskNew && !MayIterateTasksOfCgroup(session))
        {
            return session.Reject(
                Rule.KfuncForProgram, Subject.Function(kfunc.Name), Errno.Invalid,
                "css_task_iter is only allowed in bpf_lsm, bpf_iter and sleepable progs");
        }

        BtfType type = kfunc.Types.Type(parameter.Pointee);
        string name = kfunc.Types.NameOf(type);
        if (place.In(session.Path.Frame).Type == RegisterKind.Stack
            && (type.Kind != BtfKind.Struct || !name.StartsWith(IteratorPrefix, System.StringComparison.Ordinal)))
        {
            return session.Reject(
                Rule.StackObjectPointer, place.Subject, Errno.Invalid,
                $"expected valid iter pointer as {place}");
        }

        IteratorType iterator = new(context.Signature.Types, type.Id, type.Size / 8, name[System.Math.Min(name.Length, IteratorPrefix.Length)..]);
        if (kfunc.IsIteratorNew)
        {
            return NewStackObjects.CreateIterator(session, place, iterator, kfunc.IsRcuProtected);
        }

        if (IteratorSlots.RequireInitialized(session, place, iterator, kfunc.Name, out StackObjectPlace slots).Failed(out Check why))
        {
            return why;
        }

        context.IteratorFrame = place.In(session.Path.Frame).FrameNumber;
        context.IteratorSlot = slots.Slot;
        context.Call.NoteReferenced(slots[0].Spilled.Id);
        return kfunc.IsIteratorDestroy ? IteratorSlots.Destroy(session, slots, iterator.Slots) : Check.Ok;
    }

    private static bool MayIterateTasksOfCgroup(Session session) =>
        session.Program.ResolvedType == ProgramType.Lsm
        || (session.Program.ResolvedType == ProgramType.Tracing && session.Program.AttachType == AttachType.TraceIter)
        || session.Path.State.IsSleepable;

    private static Check RequireIrqFlag(Session session, in KfuncContext context, ArgumentPlace place) => context.Signature.Special switch
    {
        SpecialKfunc.LocalIrqSave => NewStackObjects.SaveIrqFlags(session, place, IrqFlagClass.Native),
        SpecialKfunc.ResSpinLockIrqsave => NewStackObjects.SaveIrqFlags(session, place, IrqFlagClass.Lock),
        SpecialKfunc.LocalIrqRestore => IrqFlagSlots.Restore(session, place, IrqFlagClass.Native),
        SpecialKfunc.ResSpinUnlockIrqrestore => IrqFlagSlots.Restore(session, place, IrqFlagClass.Lock),
        _ => session.NotSupported($"irq flags of {context.Signature.Name}"),
    };

    private static Check RequireLock(Session session, in KfuncContext context, in RegisterState register, ArgumentPlace place)
    {
        if (GraphCallback.IsActive(session))
        {
            return session.Reject(Rule.TreeCallback, place.Subject, Errno.AccessDenied, "can't res_spin_{lock,unlock} in rbtree cb");
        }

        if (register.Type != RegisterKind.MapValue && register.Type != new RegisterType(RegisterKind.BtfObject, TypeFlags.Allocated))
        {
            return session.Reject(
                Rule.MapValueArgument, place.Subject, Errno.Invalid,
                $"{place} doesn't point to map value or allocated object");
        }

        return ResilientLocks.Process(session, context.Signature.Special, register, place);
    }
}
