using Vouch.Verifier.Policy;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;
using K = Vouch.Verifier.Signatures.KfuncParameterKind;

namespace Vouch.Verifier.Calls;

/// <summary>What arguments of kfuncs must be, whatever it was told by that they should be it.</summary>
internal static class KfuncArguments
{
    /// <summary>An argument of a kind that is told in the same way in all kernels, and what it must be.</summary>
    public static Check RequireKind(Session session, ref KfuncContext context, in KfuncParameter parameter, ArgumentPlace place)
    {
        ref RegisterState register = ref place.In(session.Path.Frame);
        switch (parameter.Kind)
        {
            case K.Scalar:
                return RequireScalar(session, register, place);
            case K.Constant:
                return RequireScalar(session, register, place).Failed(out Check why)
                    ? why
                    : NoteConstant(session, ref context, register, place);
            case K.Context:
                return RequireContext(session, ref context, register, place);
            case K.Callback:
                context.Call.Callback = register.Subprogram;
                return register.Type == RegisterKind.Function
                    ? Check.Ok
                    : session.Reject(Rule.ArgumentCallback, place.Subject, Errno.Invalid, $"{place} expected pointer to func");
            case K.ConstantString:
                return register.Type == RegisterKind.MapValue
                    ? ConstantStrings.Require(session, register, place)
                    : session.Reject(Rule.ConstantString, place.Subject, Errno.Invalid, $"{place} doesn't point to a const string");
            case K.AllocatedObject:
                return KfuncObjectArguments.RequireAllocated(session, ref context, register, place);
            case K.RefcountedObject:
                return KfuncObjectArguments.RequireRefcounted(session, ref context, register, place);
            case K.Timer or K.WorkQueue or K.TaskWork:
                return KfuncFieldArguments.Require(session, ref context, parameter.Kind, register, place);
            default:
                return KfuncStackArguments.Require(session, ref context, parameter, place);
        }
    }

    /// <summary>A number.</summary>
    public static Check RequireScalar(Session session, in RegisterState register, ArgumentPlace place) => register.Type.IsScalar
        ? Check.Ok
        : session.Reject(Rule.ArgumentScalar, place.Subject, Errno.Invalid, $"{place} is not a scalar");

    /// <summary>The constant of a call, which becomes precise.</summary>
    public static Check NoteConstant(Session session, ref KfuncContext context, in RegisterState register, ArgumentPlace place)
    {
        if (context.HasConstant)
        {
            return session.NotSupported("kfuncs with two constant arguments");
        }

        if (!register.IsConstant)
        {
            return RejectUnknown(session, place);
        }

        // A pointer without an offset counts as known, until the kernel looks for what its value came from.
        if (place.IsRegister && !register.Type.IsScalar)
        {
            return session.Reject(Rule.KernelBug, place.Subject, Errno.Fault, "verifier bug: backtracking misuse");
        }

        context.HasConstant = true;
        context.Constant = register.ConstantValue;
        return session.Precision.MarkArgument(place);
    }

    /// <summary>A number that is not known where a constant is wanted.</summary>
    public static Check RejectUnknown(Session session, ArgumentPlace place) =>
        session.Reject(Rule.ArgumentConstant, place.Subject, Errno.Invalid, $"{place} must be a known constant");

    /// <summary>A pointer that may be null where one is wanted that may not.</summary>
    public static Check RejectNull(Session session, ArgumentPlace place) =>
        session.Reject(Rule.MayBeNull, place.Subject, Errno.AccessDenied, $"Possibly NULL pointer passed to trusted {place}");

    /// <summary>What is no map where one is wanted.</summary>
    public static Check RejectMap(Session session, ArgumentPlace place) =>
        session.Reject(Rule.ArgumentMap, place.Subject, Errno.Invalid, $"pointer in {place} isn't map pointer");

    /// <summary>A size of the memory returned that is not known.</summary>
    public static Check RejectUnknownSize(Session session, ArgumentPlace place) =>
        session.Reject(Rule.ArgumentConstant, place.Subject, Errno.Invalid, $"{place} is not a const");

    private static Check RequireContext(Session session, ref KfuncContext context, in RegisterState register, ArgumentPlace place)
    {
        if (register.Type != RegisterKind.Context)
        {
            return session.Reject(
                Rule.ArgumentContext, place.Subject, Errno.Invalid,
                $"{place} expected pointer to ctx, but got {RegisterTypeText.Of(register.Type)}");
        }

        return context.Signature.Special == SpecialKfunc.CastToKernCtx
            ? ProgramContextType.RequireKernelSide(session.Facts, session.Rejections, out context.ContextType)
            : Check.Ok;
    }
}
