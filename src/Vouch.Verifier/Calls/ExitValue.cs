using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Programs;
using Vouch.Verifier.Memory;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Policy;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>The value that ends a program: R0 at its exit, or the cookie that an exception carries out of it.</summary>
internal static class ExitValue
{
    /// <summary>The register holds a value that the program, or the async callback, may end with.</summary>
    /// <param name="session">The session.</param>
    /// <param name="register">R0, or the register of the cookie.</param>
    public static Check Require(Session session, int register)
    {
        FrameState frame = session.Path.State.ReadFrame(0);
        ProgramType type = session.Program.ResolvedType;
        ref RegisterState value = ref session.Path.Registers[register];
        bool returnsPointer = type == ProgramType.StructOps && ReturnedStruct(session) is not null;
        if (returnsPointer && IsOwnedResult(session, value))
        {
            return Pointers.RequireUnmodified(session, value, ArgumentPlace.OfRegister(register));
        }

        if (OperandRules.RequireReadable(session.Path, session.Rejections, register).Failed(out Check why))
        {
            return why;
        }

        if (OperandRules.IsSecretPointer(session.Permissions, value))
        {
            return session.Reject(
                Rule.PointerLeak, Subject.Register(register), Errno.AccessDenied, $"R{register} leaks addr as return value");
        }

        if (frame.IsAsyncCallback)
        {
            return RequireWithin(session, register, frame.CallbackReturnRange, "At async callback return");
        }

        if (type == ProgramType.StructOps && !returnsPointer)
        {
            return Check.Ok;
        }

        return ReturnRules.RangeFor(session.Facts) is { } range
            ? RequireWithin(session, register, range, "At program exit")
            : Check.Ok;
    }

    private static Check RequireWithin(Session session, int register, ReturnRange range, string place)
    {
        ref RegisterState value = ref session.Path.Registers[register];
        if (!value.Type.IsScalar)
        {
            return session.Reject(
                Rule.ReturnScalar, Subject.Register(register),
                Errno.Invalid, $"{place} the register R{register} is not a known value ({RegisterTypeText.Of(value.Type)})");
        }

        if (session.Precision.MarkChain(register).Failed(out Check why) || ReturnRules.IsWithin(range, value))
        {
            return why;
        }

        why = ReturnRules.RejectOutside(session.Rejections, value.Bounds, range, register, place);
        bool isVoidCgroupHook = session.Program.Type == ProgramType.Lsm && session.Program.AttachType == AttachType.LsmCgroup
            && ReturnRules.TargetReturnsNothing(session.Program);
        return isVoidCgroupHook
            ? session.Elaborate(why.Code, "Note, BPF_LSM_CGROUP that attach to void LSM hooks can't modify return value!")
            : why;
    }

    /// <summary>The struct that a struct_ops operation returns a pointer to; null when it returns something else.</summary>
    private static BtfType? ReturnedStruct(Session session)
    {
        AttachTarget? target = session.Program.Target;
        if (ReturnRules.TargetPrototype(target) is not { } prototype)
        {
            return null;
        }

        BtfType result = target!.Types.SkipModifiers(prototype.Target);
        return result.Kind == BtfKind.Pointer ? target.Types.SkipModifiers(result.Target) : null;
    }

    /// <summary>An operation that returns a pointer may give away an object it owns, of exactly that type.</summary>
    private static bool IsOwnedResult(Session session, in RegisterState value) =>
        value.Type.Kind == RegisterKind.BtfObject && ReturnedStruct(session) is { } expected
        && session.Facts.Types(value.Btf).Type(value.BtfType) == expected
        && ObjectGraph.IsReferenced(session, value);
}
