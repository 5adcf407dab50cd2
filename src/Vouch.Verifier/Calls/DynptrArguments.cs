using Vouch.Kernel;
using Vouch.Kernel.Helpers;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>Dynptr arguments of helpers and global functions: constructed, used or released.</summary>
internal static class DynptrArguments
{
    /// <summary>Checks the dynptr and notes its identity in the context.</summary>
    public static Check Process(Session session, ref CallContext context, ArgumentPlace place, in ArgumentType argument)
    {
        DynptrKind kind = KindOf(argument.Modifiers);
        if (argument.Has(TypeModifiers.Uninitialized))
        {
            return NewStackObjects.ConstructDynptr(session, place, kind, context.ReferencedId);
        }

        bool isReleased = argument.Has(TypeModifiers.Release);
        return DynptrSlots.RequireInitialized(session, place, kind, isReleased, out context.Dynptr);
    }

    private static DynptrKind KindOf(TypeModifiers modifiers) => (modifiers & TypeModifiers.AnyDynptr) switch
    {
        TypeModifiers.DynptrLocal => DynptrKind.Local,
        TypeModifiers.DynptrRingbuf => DynptrKind.Ringbuf,
        TypeModifiers.DynptrSkb => DynptrKind.Skb,
        TypeModifiers.DynptrXdp => DynptrKind.Xdp,
        TypeModifiers.DynptrSkbMeta => DynptrKind.SkbMeta,
        TypeModifiers.DynptrFile => DynptrKind.File,
        _ => DynptrKind.Invalid,
    };
}
