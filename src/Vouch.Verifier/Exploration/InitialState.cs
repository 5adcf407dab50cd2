using System;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Objects;
using Vouch.Verifier.Policy;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Exploration;

/// <summary>The state in which a function starts that nobody in the program enters.</summary>
internal static class InitialState
{
    /// <summary>Makes the session's state that of the function's first instruction. Rejects arguments that cannot be typed.</summary>
    public static Check Enter(Session session, int subprogram, bool isSleepable)
    {
        VerifierState state = session.Path.State;
        state.Clear();
        state.Branches = 1;
        state.IsSleepable = isSleepable;
        state.FirstInstruction = session.Facts.Subprograms[subprogram].Start;
        state.LastInstruction = -1;
        state.PrepareFrame(0).Start(FrameState.NoCallSite, 0, subprogram, session.Permissions.IsBpfCapable);
        session.Path.MarkAllScratched();
        if (subprogram == 0 && session.Program.Type != ProgramType.Ext)
        {
            EnterMain(session);
            AcquireArguments(session);
            return Check.Ok;
        }

        return EnterGlobalFunction(session, subprogram);
    }

    /// <summary>The main program gets its context, whatever its BTF says; when that says something else it is not relied on.</summary>
    private static void EnterMain(Session session)
    {
        SubprogramFindings main = session.Findings.Subprograms[0];
        if (!session.Program.Request.Functions.IsEmpty)
        {
            Check outcome = GlobalArguments.Prepare(session.Facts, session.Findings, session.Rejections, 0);
            if (!outcome.IsOk || main.Arguments.Length != 1 || main.Arguments[0].Kind != GlobalArgumentKind.Context)
            {
                session.Rejections.Forget();
                main.IsUnreliable = true;
                main.Arguments = [new GlobalArgument(GlobalArgumentKind.Context, default, 0, default, default)];
                main.StackArgumentCount = 0;
            }
        }

        session.Path.Registers[1].MarkPointer(RegisterKind.Context);
    }

    /// <summary>Some members of struct_ops hand a reference over with an argument: the program owns it from the start.</summary>
    private static void AcquireArguments(Session session)
    {
        if (session.Program.Type != ProgramType.StructOps || session.Facts.AttachPoint is not { } attachPoint)
        {
            return;
        }

        uint[] references = session.Findings.ArgumentReferences = new uint[attachPoint.Arguments.Length];
        for (int i = 0; i < references.Length; i++)
        {
            TypedArgument argument = attachPoint.Arguments[i];
            references[i] = argument.IsReferenced ? ObjectGraph.Acquire(session, 0) : 0;
            if (argument.IsReferenced)
            {
                NoteArgument(session, attachPoint, i);
            }
        }
    }

    private static void NoteArgument(Session session, AttachPoint attachPoint, int index)
    {
        TypedArgument argument = attachPoint.Arguments[index];
        string kind = session.Facts.Types(argument.Btf).NameOf(argument.BtfType);
        session.Recorder?.NoteArgument(session.Findings.ArgumentReferences[index], kind, argument.Name ?? "");
    }

    private static Check EnterGlobalFunction(Session session, int subprogram)
    {
        SubprogramFindings info = session.Findings.Subprograms[subprogram];
        if (session.NamesGlobalFunctions)
        {
            session.Log.Write($"Validating {info.Info.Name}() func#{subprogram}...\n");
        }

        if (GlobalArguments.Prepare(session.Facts, session.Findings, session.Rejections, subprogram).Failed(out Check why))
        {
            return why;
        }

        if (subprogram != 0 && subprogram == session.Facts.ExceptionCallback && CheckExceptionCallback(session, info).Failed(out why))
        {
            return why;
        }

        for (int i = 0; i < Math.Min(info.Arguments.Length, FrameState.ArgumentRegisters); i++)
        {
            SetArgument(session, ref session.Path.Registers[i + 1], info.Arguments[i]);
        }

        return session.Program.Type == ProgramType.Ext && info.Arguments.Length > FrameState.ArgumentRegisters
            ? session.Reject(
                Rule.ReplacementArguments, Errno.Invalid, $"freplace programs with >{FrameState.ArgumentRegisters} args not supported yet")
            : Check.Ok;
    }

    private static Check CheckExceptionCallback(Session session, SubprogramFindings info)
    {
        session.Path.Frame.IsExceptionCallback = true;
        if (ReturnRules.SubprogramReturnsNothing(session.Facts, session.Facts.ExceptionCallback))
        {
            return session.Reject(Rule.ExceptionCallback, Errno.Invalid, "exception cb cannot return void");
        }

        return info.Arguments.Length == 1 && info.Arguments[0].Kind == GlobalArgumentKind.Scalar
            ? Check.Ok
            : session.Reject(Rule.ExceptionCallback, Errno.Invalid, "exception cb only supports single integer argument");
    }

    private static void SetArgument(Session session, ref RegisterState register, in GlobalArgument argument)
    {
        const TypeFlags memoryFlags = TypeFlags.MaybeNull | TypeFlags.Untrusted | TypeFlags.ReadOnly;
        const TypeFlags objectFlags = TypeFlags.MaybeNull | TypeFlags.Untrusted | TypeFlags.Trusted;
        switch (argument.Kind)
        {
            case GlobalArgumentKind.Context:
                register.MarkPointer(RegisterKind.Context);
                break;
            case GlobalArgumentKind.Dynptr:
                DynptrSlots.MarkConstant(session, ref register);
                break;
            case GlobalArgumentKind.Memory:
                register.MarkPointer(new RegisterType(RegisterKind.Memory, argument.Flags & memoryFlags));
                register.MemorySize = argument.MemorySize;
                register.Id = argument.Flags.HasFlag(TypeFlags.MaybeNull) ? session.Path.NextId() : 0;
                break;
            case GlobalArgumentKind.BtfObject:
                register.MarkPointer(new RegisterType(RegisterKind.BtfObject, argument.Flags & objectFlags));
                register.Btf = argument.Btf;
                register.BtfType = argument.Type;
                register.Id = session.Path.NextId();
                break;
            default:
                // Scalars; and arena pointers, which callers may pass as plain numbers.
                register.MarkUnknown(session.Permissions.IsBpfCapable);
                break;
        }
    }
}
