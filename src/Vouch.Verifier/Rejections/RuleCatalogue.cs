using System;
using System.Collections.Immutable;
using System.Globalization;

namespace Vouch.Verifier.Rejections;

/// <summary>
/// All rules that a rejection can name, in the order of their ids. An id keeps its meaning for good: what is no longer needed is left
/// out, and its number stays unused.
/// </summary>
public static class RuleCatalogue
{
    private const int NumbersOfCategory = 1000;

    /// <summary>The middle part of the ids, by category.</summary>
    private static readonly string[] Prefixes =
    [
        "", "LIFE", "MEM", "STK", "REG", "PTR", "CTX", "OBJ", "MAP", "DYN", "COL", "ARG", "CALL", "FUN", "RET", "LOCK", "FLOW",
        "LIM", "INSN", "BTF", "ATT", "LOAD", "PRIV", "ARN", "SELF",
    ];

    public static ImmutableArray<RuleEntry> All { get; } =
    [
        new(Rule.Leak, "What a program acquires it gives back on every path."),
        new(Rule.UseAfterEnd, "Nothing is used after it ended."),
        new(Rule.ReleasedTooEarly, "Nothing is given back while something made from it must still be given back."),
        new(Rule.LastOwnerOverwritten, "The last dynptr through which something can be given back is not overwritten."),
        new(Rule.NotOwned, "Only what the program owns is given back."),
        new(Rule.MayBeNull, "A pointer that may be null is compared with null before it is used."),
        new(Rule.NeverMade, "A dynptr, an iterator or a saved interrupt flag is made before it is used."),
        new(Rule.OutOfOrder, "Interrupt flags that were saved are restored in reverse order."),
        new(Rule.MadeTwice, "A dynptr, an iterator or an interrupt flag is made only where none lives."),
        new(Rule.SecondReference, "A call is given one acquired object at most."),

        new(Rule.NotMemory, "Memory is accessed only through pointers to memory."),
        new(Rule.ReadOnlyMemory, "Memory that is read-only is not written."),
        new(Rule.PacketBounds, "A packet is accessed only as far as a comparison with its end has shown it to reach."),
        new(Rule.MapValueBounds, "An access to a map value lies within the value."),
        new(Rule.MapKeyBounds, "An access to a map key lies within the key."),
        new(Rule.MemoryBounds, "An access to a block of memory lies within it."),
        new(Rule.BufferBounds, "An access to a buffer starts at a constant offset that is not negative."),
        new(Rule.SocketBounds, "An access to a socket is one of its documented fields."),
        new(Rule.FlowKeysBounds, "An access to flow keys lies within them, at a constant offset."),
        new(Rule.NegativeOffset, "The offset into a block of memory is never negative."),
        new(Rule.UnboundedOffset, "The offset into a block of memory has an upper bound."),
        new(Rule.Misaligned, "An access is aligned where alignment is required."),
        new(Rule.EmptyRead, "Where at least one byte is wanted, the size that is passed is never zero."),
        new(Rule.NegativeSize, "A size that is passed is never negative."),
        new(Rule.UnboundedSize, "A size that is passed has an upper bound."),
        new(Rule.SizeTooLarge, "A size that is passed fits into what the kernel counts with."),
        new(Rule.PacketReadOnly, "Only programs of some types write into packets."),
        new(Rule.PacketToHelper, "A packet is passed only to helpers that take packets."),
        new(Rule.AtomicMemory, "Atomic instructions do not work on the context, on packets, flow keys and sockets."),
        new(Rule.InstructionArrayRead, "An array of instructions is read one whole address at a time."),

        new(Rule.StackBounds, "An access to the stack lies within the frame's 512 bytes."),
        new(Rule.UninitializedStack, "Stack is read only where it was written."),
        new(Rule.UnboundedStackOffset, "An offset into the stack has bounds."),
        new(Rule.VariableStackOffset, "A pointer to the stack that is passed to a function has a constant offset."),
        new(Rule.PartialSpill, "A pointer is spilled to the stack and filled from it whole."),
        new(Rule.SpillCorruption, "A spilled pointer is not overwritten in part."),
        new(Rule.SpillUnderVariableWrite, "A write at a variable offset does not reach a spilled pointer."),
        new(Rule.StackPointerEscapes, "A pointer to a frame's stack does not outlive the frame."),
        new(Rule.DeadStackRead, "A stack slot that counts as dead is not read."),
        new(Rule.StackArgumentRange, "Stack arguments lie within those that the function has."),
        new(Rule.StackArgumentOrder, "A function reads its stack arguments before it writes those of its calls."),
        new(Rule.StackArgumentMissing, "A call's stack arguments are all written, and no others."),

        new(Rule.UninitializedRegister, "A register is read only after it was written."),
        new(Rule.FramePointerWrite, "The frame pointer, r10, is not written."),
        new(Rule.PartialPointer, "A pointer is copied whole."),

        new(Rule.FixedPointer, "Pointers of some types are not moved."),
        new(Rule.MoveBeforeNullCheck, "A pointer that may be null is not moved."),
        new(Rule.PointerOperator, "Only addition and subtraction work on pointers."),
        new(Rule.TwoPointers, "Pointers are not added to each other or otherwise combined."),
        new(Rule.NarrowPointerArithmetic, "Pointer arithmetic uses all 64 bits."),
        new(Rule.PointerSubtraction, "Numbers are subtracted from pointers that allow it, and not the other way round."),
        new(Rule.PointerOffsetRange, "A pointer is moved by a bounded and not too large amount."),
        new(Rule.UnmovedPointer, "Pointers of some types are used as they were handed out."),
        new(Rule.MixedPointerTypes, "One instruction accesses one kind of memory, whatever the path."),

        new(Rule.ContextBounds, "An access to the context is one that the program type allows."),
        new(Rule.ContextArgument, "An argument in the context is accessed whole, and only where its type allows it."),
        new(Rule.PacketLoadContext, "Packet loads of old find the packet's buffer in r6."),
        new(Rule.PacketLoadPlace, "Packet loads of old stand only in program types and functions that allow them."),

        new(Rule.ObjectFieldBounds, "An access to a kernel object lies within one of its fields."),
        new(Rule.ObjectReadOnly, "Fields of kernel objects are not written, save a few."),
        new(Rule.ObjectOffset, "A kernel object is accessed at a constant offset that is not negative."),
        new(Rule.ObjectMemoryKind, "User and per-processor memory is not accessed like the kernel's."),
        new(Rule.GplOnlyRead, "Only programs with a GPL compatible license read the kernel's structs."),
        new(Rule.SpecialFieldAccess, "A lock, timer, list or other special field is not accessed like plain data."),
        new(Rule.KernelSymbol, "A kernel symbol that an instruction names exists, and has a type of known size."),
        new(Rule.TypeOfObject, "An object given to a per-processor helper has a usable type."),

        new(Rule.MapPermission, "A map is read and written only as its flags allow."),
        new(Rule.KptrAccess, "A pointer kept in a map is accessed whole, by plain loads and stores at a constant offset."),
        new(Rule.KptrStore, "A referenced kernel pointer in a map is changed by exchange only."),
        new(Rule.KptrType, "A pointer stored in a map has the type that the field declares."),
        new(Rule.KptrNotOwned, "Only a field for referenced kernel pointers takes part in an exchange."),
        new(Rule.MapFieldMissing, "The map that a call names has the special field that the call works on."),
        new(Rule.MapFieldOffset, "A pointer to a special field points exactly to it."),
        new(Rule.MapForHelper, "A helper is given maps of the types that it works on."),
        new(Rule.SockmapUpdate, "Socket maps are updated only where their locks may be taken."),
        new(Rule.MapPairing, "A timer, a work item or a callback belongs to the map that is passed with it."),
        new(Rule.MapDescriptor, "A map that an instruction names exists."),
        new(Rule.MapDirectValue, "A map's value is addressed directly only where the map's type allows it, and within the value."),
        new(Rule.MapPointerFields, "Only maps of some types let a program look into the kernel's struct."),
        new(Rule.MapForProgram, "A program uses only maps that its type, and sleeping, allow."),
        new(Rule.TailCallMap, "A tail call names one known program array."),
        new(Rule.InstructionArrayTargets, "An array of instructions names instructions of this program."),
        new(Rule.ConstantString, "A string that must be constant lies, terminated, in a read-only map."),
        new(Rule.CallbackMap, "Callbacks iterate only over maps that allow it."),
        new(Rule.StorageFlags, "Local storage is asked for without flags."),

        new(Rule.StackObjectOffset, "A dynptr, an iterator or an interrupt flag lies at one constant place of the stack."),
        new(Rule.StackObjectPointer, "Where a dynptr, an iterator or an interrupt flag is wanted, a pointer to one is passed."),
        new(Rule.DynptrKind, "A dynptr is of the kind that the call wants."),
        new(Rule.DynptrSource, "A dynptr is made from memory that stays where it is."),
        new(Rule.StackObjectWrite, "A call does not write over a dynptr."),
        new(Rule.IrqFamily, "A saved interrupt flag is restored by a function of the family that saved it."),
        new(Rule.UnacquiredDynptr, "A dynptr that is given back was acquired."),

        new(Rule.CollectionRoot, "A list or tree lies in a map value or in an object that the program allocated."),
        new(Rule.AllocatedNotOwned, "An allocated object that is passed on is owned."),
        new(Rule.CollectionOffset, "A list head, tree root or node is passed at its constant offset."),
        new(Rule.CollectionLock, "The lock that guards a list or tree is held while it is used."),
        new(Rule.CollectionNode, "A node goes into the lists and trees that are declared for its struct."),
        new(Rule.TreeCallback, "The comparison of a tree takes no locks and changes no tree."),
        new(Rule.LocalObjectType, "An object that a program allocates has a struct type of its own that may be allocated so."),
        new(Rule.AllocatedObject, "Where an allocated object is wanted, one is passed."),
        new(Rule.DroppedKind, "An object is dropped by the function that goes with the way it was allocated."),
        new(Rule.NeitherReference, "Only an owned or a borrowed object is counted once more."),
        new(Rule.RefcountField, "Only objects with a reference count are shared."),
        new(Rule.NmiUnsafeFields, "Tracing programs do not touch fields that are unsafe in interrupts that cannot be masked."),

        new(Rule.ArgumentType, "An argument has one of the types that the function takes."),
        new(Rule.ArgumentObject, "A pointer to an object points to an object of the type that the function takes."),
        new(Rule.ArgumentTrust, "A kernel object that is passed on is trusted, or protected by RCU where that is enough."),
        new(Rule.ArgumentScalar, "Where a number is wanted, a number is passed."),
        new(Rule.ArgumentConstant, "Where a constant is wanted, the number is known."),
        new(Rule.AllocationSize, "A size of memory to allocate fits into 32 bits."),
        new(Rule.ArgumentOffset, "A pointer that must be passed as it was handed out was not moved."),
        new(Rule.ArgumentContext, "Where the context is wanted, the context is passed."),
        new(Rule.ArgumentMap, "Where a map is wanted, a map is passed."),
        new(Rule.ArgumentCallback, "Where a function is wanted, a function of the program is passed."),
        new(Rule.ArgumentMemory, "What a pointer argument points to has a type of known size that programs may fill."),
        new(Rule.FormatString, "A format string is well formed and has an argument for each conversion."),
        new(Rule.ParameterType, "A kernel function's parameter has a type that programs can fill."),
        new(Rule.ArgumentInRegister, "Arguments of some kinds are passed in registers only."),
        new(Rule.MapValueArgument, "Where a map value or an allocated object is wanted, one is passed."),
        new(Rule.CastType, "A cast names a type that exists and can be cast to."),

        new(Rule.UnknownHelper, "The helper that is called exists."),
        new(Rule.HelperForProgram, "The program's type may call the helper."),
        new(Rule.GplOnlyCall, "What is for GPL compatible programs only is called by such."),
        new(Rule.HelperPlace, "A helper is called only at attach points where it works."),
        new(Rule.CallPrivilege, "The loader has the capabilities that a call takes."),
        new(Rule.UnknownKfunc, "The kernel function that is called exists and can be called."),
        new(Rule.KfuncModule, "The module that a kernel function lies in is named rightly."),
        new(Rule.KfuncForProgram, "The program's type may call the kernel function."),
        new(Rule.KfuncNotEliminated, "A call of a kernel function that is not there is never reached."),
        new(Rule.TrapCalled, "The trap that compilers put where a value is undefined is never reached."),
        new(Rule.KfuncResult, "A kernel function's result has a type that programs can use."),
        new(Rule.KfuncParameterCount, "A kernel function has no more parameters than programs can pass."),
        new(Rule.TimerRealtime, "Timers are not used on real-time kernels."),
        new(Rule.TailCallPlace, "Tail calls are made only where the caller can be left for good."),
        new(Rule.ThrowPlace, "Exceptions are not thrown from callbacks."),
        new(Rule.StructOpsTailCall, "A program that is handed a reference makes no tail calls."),

        new(Rule.SubprogramTarget, "A call leads to an instruction of the program."),
        new(Rule.Recursion, "Functions do not call themselves, nor through others."),
        new(Rule.GlobalFunctionTypes, "A global function comes with its types."),
        new(Rule.GlobalParameterCount, "A function has no more parameters than can be passed."),
        new(Rule.GlobalResult, "A function returns nothing or a number."),
        new(Rule.GlobalArgumentType, "A function's argument has a type that can be checked at its calls."),
        new(Rule.ArgumentTags, "The tags of a function's argument are known and go together."),
        new(Rule.ContextParameter, "A parameter that stands for the context has the context's type."),
        new(Rule.GlobalCallArguments, "A global function is given what its types say."),
        new(Rule.GlobalNullArgument, "A global function is given no null where its types do not allow it."),
        new(Rule.PacketSurvival, "A function that may move the packet is given no pointer into it."),
        new(Rule.ReplacementArguments, "A program that replaces a function has no stack arguments."),
        new(Rule.ExceptionCallback, "The exception callback is declared once, as a global function of one number that returns one."),
        new(Rule.ExceptionCallbackCall, "The exception callback is not called directly."),
        new(Rule.CallbackTarget, "A callback is a static function of the program, and not the main one."),

        new(Rule.ReturnRange, "A returned value lies in the range that the caller expects."),
        new(Rule.ReturnScalar, "A returned value is a number."),
        new(Rule.VoidHookResult, "A hook that returns nothing is given no result."),

        new(Rule.CallUnderLock, "While a lock is held, only what is allowed then is called."),
        new(Rule.GlobalCallUnderLock, "While a lock is held, no global function is called."),
        new(Rule.LockTwice, "A lock that is held is not taken again."),
        new(Rule.UnlockWithoutLock, "Only what was locked is unlocked."),
        new(Rule.UnlockOther, "The lock that is released is the one that is held."),
        new(Rule.UnlockOrder, "Locks are released in reverse order."),
        new(Rule.RegionAtEnd, "A region that was entered is left before the program, the function or the callback is."),
        new(Rule.SleepInAtomic, "What may sleep is not called where sleeping is not allowed."),
        new(Rule.SleepableProgram, "What may sleep is called from sleepable programs only."),
        new(Rule.RcuRequired, "What needs RCU's protection is called inside of it."),
        new(Rule.RcuUnmatched, "RCU is unlocked only after it was locked."),
        new(Rule.PreemptUnmatched, "Preemption is enabled only after it was disabled."),

        new(Rule.JumpTarget, "A jump leads to an instruction of the same function."),
        new(Rule.LastInstruction, "A function's last instruction leaves it."),
        new(Rule.Unreachable, "Every instruction can be reached."),
        new(Rule.MiddleOfWideImmediate, "No jump leads into the middle of an instruction."),
        new(Rule.BackEdge, "Without privileges, a program has no loops."),
        new(Rule.EndlessLoop, "A loop comes to an end."),
        new(Rule.JumpTable, "An indirect jump goes through a table of places in the same function."),

        new(Rule.PendingPaths, "No more branches wait to be followed than the limit."),
        new(Rule.ProcessedInstructions, "No more instructions are processed than the limit."),
        new(Rule.StackDepth, "The frames of a chain of calls fit into the stack together."),
        new(Rule.TailCallStack, "Little stack is in use where a tail call is made."),
        new(Rule.CallDepth, "Calls nest no deeper than the limit."),
        new(Rule.SubprogramCount, "A program has no more functions than the limit."),
        new(Rule.MapCount, "A program uses no more maps than the limit."),
        new(Rule.KfuncCount, "A program calls no more different kernel functions than the limit."),
        new(Rule.ProgramSize, "A program has instructions, and no more than the limit."),
        new(Rule.LivenessAnalysis, "Finding out which stack is live takes no more work than the limit."),

        new(Rule.Opcode, "Every opcode exists."),
        new(Rule.ReservedFields, "Fields of an instruction that have no meaning are zero."),
        new(Rule.RegisterNumber, "Register numbers exist."),
        new(Rule.WideImmediate, "A load of 64 bits is well formed."),
        new(Rule.DivisionByZero, "No division is by the constant zero."),
        new(Rule.ShiftWidth, "A constant shift is by less than the width."),
        new(Rule.AtomicSize, "Atomic instructions work on sizes that exist."),
        new(Rule.AddressSpaceCast, "A cast between address spaces is between the two that exist."),
        new(Rule.MayGotoBudget, "A may_goto has the immediate value that exists."),

        new(Rule.FunctionRecords, "The records of functions are in order and describe every function."),
        new(Rule.LineRecords, "The records of lines are in order and begin every function."),

        new(Rule.AttachTarget, "What a program attaches to exists and is of the right kind."),
        new(Rule.AttachProgram, "A program attaches to another only in the ways that exist."),
        new(Rule.AttachNesting, "Programs do not attach to programs in rings or towers."),
        new(Rule.AttachSleepable, "A sleepable program attaches only to what may sleep."),
        new(Rule.AttachPrototype, "A function that is attached to has arguments and a result that programs can take."),
        new(Rule.AttachReturn, "The result of a function is read or changed only where that is possible."),
        new(Rule.AttachRefused, "Some functions are not attached to."),
        new(Rule.LsmHook, "A security program attaches to an enabled security hook, under a GPL compatible license."),
        new(Rule.ReplacedFunction, "A program that replaces a function has the same type, and effects no larger."),
        new(Rule.StructOpsMember, "A struct_ops program implements a member of a known struct."),
        new(Rule.StructOpsLicense, "A struct_ops program has a GPL compatible license."),

        new(Rule.LoadCapabilities, "The loader has the capabilities that a program's type takes."),
        new(Rule.LoadProgramType, "The kernel knows the program's type."),
        new(Rule.LoadTarget, "The program names a target only where its type takes one."),
        new(Rule.LoadAttachType, "The program is loaded for an attach type that goes with its type."),

        new(Rule.PointerLeak, "Without privileges, no address leaves the program."),
        new(Rule.PointerComparison, "Without privileges, pointers are compared with null and packet ends only."),
        new(Rule.PrivilegedRead, "Without privileges, the kernel's memory is not read."),
        new(Rule.PrivilegedStack, "Without privileges, the stack is accessed at constant offsets within it."),
        new(Rule.PrivilegedMapValue, "Without privileges, a pointer into a map value never leaves it."),
        new(Rule.SpeculativeBounds, "Without privileges, a number added to a pointer has bounds of one sign."),
        new(Rule.SpeculativeOperation, "Without privileges, pointers are moved only where the move can be masked."),
        new(Rule.SpeculativePaths, "Without privileges, an instruction moves pointers of one kind in one way, whatever the path."),
        new(Rule.SpeculativeLimit, "Without privileges, a pointer is not moved beyond what it points to."),
        new(Rule.SpeculativePush, "What the processor may guess can be followed."),

        new(Rule.ArenaMissing, "What works on an arena stands in a program that has one."),
        new(Rule.ArenaMixed, "One instruction works with or without an arena, whatever the path."),
        new(Rule.SecondArena, "A program has one arena."),
        new(Rule.ArenaPrivilege, "Arenas take privileges."),
        new(Rule.ArenaArgument, "Where a pointer into an arena is wanted, that or a number is passed."),

        new(Rule.KernelBug, "The verifier never finds itself in a state that it holds impossible."),
        new(Rule.RangeInvariants, "Known bits and ranges of a number agree."),
    ];

    /// <summary>The entry of a rule.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rule is <see cref="Rule.None"/>, or not in the catalogue.</exception>
    public static RuleEntry Find(Rule rule)
    {
        foreach (RuleEntry entry in All)
        {
            if (entry.Rule == rule)
            {
                return entry;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(rule));
    }

    /// <summary>The stable name of a rule: <c>VCH-MEM-003</c>.</summary>
    public static string IdOf(Rule rule) =>
        string.Create(CultureInfo.InvariantCulture, $"VCH-{Prefixes[(int)CategoryOf(rule)]}-{(int)rule % NumbersOfCategory:000}");

    /// <summary>What a rule is about.</summary>
    public static RuleCategory CategoryOf(Rule rule) => (RuleCategory)((int)rule / NumbersOfCategory);
}
