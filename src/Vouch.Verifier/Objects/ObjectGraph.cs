using System.Runtime.CompilerServices;
using Vouch.Bytecode.Isa;
using Vouch.Kernel;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>
/// Kernel objects and what is derived from them. The only code that hands out object ids, sets parents, acquires and releases
/// references and invalidates what was derived.
/// </summary>
/// <remarks>
/// The model is that of Linux 7.3 (<see cref="ObjectModel.Linux73"/>): a register's own id names its reference, a derived
/// object carries its parent's id, and there is no table of objects besides the references: what is derived from an object is found
/// in the registers and stack slots that hold it. Other models differ in single events, each in one file: casts, frames left, and
/// for the legacy one what names what, and how far a release reaches.
/// </remarks>
internal static partial class ObjectGraph
{
    /// <summary>A new pointer reference acquired by an instruction; its id.</summary>
    /// <param name="session">The session.</param>
    /// <param name="instruction">What leak messages name.</param>
    /// <param name="parent">The object whose end would end this one too; 0 for none.</param>
    public static uint Acquire(Session session, int instruction, uint parent = 0)
    {
        uint id = session.Path.NextId();
        session.Path.State.AddReference(new Reference(
            ReferenceKind.Pointer, id, instruction, parent, LockOwner.None, Callback: session.CallbackFrames.AcquiringIn(session.Path.State)));
        return id;
    }

    /// <summary>A reference that no register names, acquired by the current instruction for a dynptr and its clones.</summary>
    public static uint AcquireAnchor(Session session, uint parent)
    {
        uint id = Acquire(session, session.Path.InstructionIndex, parent);
        session.Recorder?.NoteAnchor(id);
        if (session.Path.State.Objects == ObjectModel.V5)
        {
            ref Reference entry = ref session.Path.State.References[session.Path.State.ReferenceCount - 1];
            entry = entry with { IsAnchor = true };
        }

        return id;
    }

    /// <summary>What a register points to is part of an object, or a view of it: it ends with the object, and need not be released itself.</summary>
    public static void Attach(ref RegisterState derived, uint parent) => derived.ParentId = parent;

    /// <summary>A register got a slice of a dynptr.</summary>
    /// <param name="session">The session.</param>
    /// <param name="slice">The register.</param>
    /// <param name="dynptr">The dynptr.</param>
    /// <param name="hangsOnReference">In the legacy model: it ends with what the dynptr owns, and not merely when the dynptr is overwritten.</param>
    public static void AttachSlice(Session session, ref RegisterState slice, in DynptrIdentity dynptr, bool hangsOnReference)
    {
        if (session.Path.State.Objects != ObjectModel.Legacy)
        {
            slice.ParentId = dynptr.Id;
            return;
        }

        slice.SlicedDynptr = dynptr.Id;
        slice.ReferenceId = hangsOnReference ? dynptr.ParentId : 0;
    }

    /// <summary>The register's pointer is what a reference was acquired for.</summary>
    public static void Own(VerifierState state, ref RegisterState register, uint reference)
    {
        if (state.Objects != ObjectModel.Legacy)
        {
            register.Id = reference;
            return;
        }

        register.ReferenceId = reference;
        if (register.Type.MayBeNull)
        {
            // A null test knows the copies, and the reference there is none of, by the id alone.
            register.Id = reference;
        }
    }

    /// <summary>The id names a live pointer reference.</summary>
    public static bool IsReferenced(VerifierState state, uint id) => IndexOf(state, id) >= 0;

    /// <summary>The register holds an object that must be released.</summary>
    public static bool IsReferenced(VerifierState state, in RegisterState register) => IsReferenced(state, LifetimeOf(state, register));

    /// <summary>What a release of the object in a register ends: the object, or the anchor or reference that it shares with others.</summary>
    public static uint LifetimeOf(VerifierState state, in RegisterState register) => state.Objects switch
    {
        ObjectModel.Legacy => register.ReferenceId,
        ObjectModel.V5 when IsAnchor(state, register.ParentId) => register.ParentId,
        _ => register.Id,
    };

    /// <summary>Takes a pointer reference off the list, which a callback may do only with its own; nothing when there is none.</summary>
    private static Check TakeReference(Session session, uint id)
    {
        VerifierState state = session.Path.State;
        int index = IndexOf(state, id);
        if (index < 0)
        {
            return Check.Ok;
        }

        Check outcome = RequireAcquiredHere(session, state.References[index]);
        if (outcome.IsOk)
        {
            state.RemoveReferenceAt(index);
        }

        return outcome;
    }

    /// <summary>What is about to be given back was acquired by the same run of the same callback, or outside of any.</summary>
    public static Check RequireAcquiredHere(Session session, in Reference reference)
    {
        if (reference.Callback == session.CallbackFrames.AcquiringIn(session.Path.State))
        {
            return Check.Ok;
        }

        Instruction call = session.Program.Instructions[session.Path.InstructionIndex];
        string function = call.IsKfuncCall
            ? $"kfunc {KfuncDescription.NameOf(session.Program, call)}#{call.Immediate}"
            : $"func {session.Program.Kernel.Helpers.NameOf(call.Immediate)}#{call.Immediate}";
        return session.Reject(Errno.Invalid, $"{function} reference has not been acquired before");
    }

    /// <summary>Forgets a pointer reference without ending what was derived from it: the pointer turned out to be null.</summary>
    public static void DropReference(VerifierState state, uint id)
    {
        int index = IndexOf(state, id);
        if (index >= 0)
        {
            state.RemoveReferenceAt(index);
        }
    }

    /// <summary>A stack object (dynptr, iterator, irq flag) is about to be overwritten by a plain store to a slot.</summary>
    /// <remarks>Iterators and irq flags go silently: what they stood for can then never be given back, which shows at the program's end.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Check BeforeOverwrite(Session session, FrameState frame, int slot) =>
        frame.Stack.Types(slot)[7] == SlotType.Dynptr ? DynptrSlots.BeforeOverwrite(session, frame, slot) : Check.Ok;

    /// <summary>What may no longer be used: an unknown number, or unreadable for those who may not see what it was.</summary>
    private static void Invalidate(Session session, ref RegisterState register)
    {
        if (session.Permissions.AllowsPointerLeaks)
        {
            register.MarkUnknown(session.Permissions.IsBpfCapable);
        }
        else
        {
            register.MarkNotInitialized(session.Permissions.IsBpfCapable);
        }
    }

    private static bool IsAnchor(VerifierState state, uint id)
    {
        int index = IndexOf(state, id);
        return index >= 0 && state.References[index].IsAnchor;
    }

    private static int IndexOf(VerifierState state, uint id)
    {
        for (int i = 0; i < state.ReferenceCount; i++)
        {
            if (state.References[i].Kind == ReferenceKind.Pointer && state.References[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}
