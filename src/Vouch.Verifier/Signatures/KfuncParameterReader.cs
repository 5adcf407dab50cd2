using System;
using Vouch.Bytecode.Btf;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Policy;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;
using K = Vouch.Verifier.Signatures.KfuncParameterKind;

namespace Vouch.Verifier.Signatures;

/// <summary>Tells from BTF what a kfunc's parameter wants. The order of the questions is the kernel's: the first that fits decides.</summary>
internal readonly ref struct KfuncParameterReader(
    ProgramFacts facts, RejectionSink rejections, KfuncDescription description, SpecialKfunc special)
{
    private readonly ProgramFacts facts = facts;
    private readonly RejectionSink rejections = rejections;
    private readonly KfuncDescription description = description;
    private readonly SpecialKfunc special = special;

    private BtfSpec Types => description.Types;

    /// <summary>What is known before a call, where the register passed decides about the rest. Nothing is refused yet.</summary>
    public KfuncParameter ReadForCall(int index)
    {
        BtfParameter declared = Types.Parameter(description.Prototype, index);
        string name = Types.String(declared.NameOffset);
        BtfType type = Types.SkipModifiers(declared.Type);
        bool isPointer = type.Kind == BtfKind.Pointer;
        BtfType pointee = isPointer ? Types.SkipModifiers(type.Target) : default;
        K kind = Ends(name, "__ign") ? K.Ignored
            : Ends(name, "__prog") ? K.ProgramDescriptor
            : IsScalar(type) ? ScalarKind(name)
            : !isPointer ? K.Unrecognized
            : DeclaredKind(index, name, type, pointee) switch
            {
                K.BtfObject => K.Map,
                K.Ignored => K.Undecided,
                K declaredKind => declaredKind,
            };
        return new KfuncParameter(kind, name, isPointer, Ends(name, "__nullable"), isPointer ? pointee.Id : declared.Type);
    }

    public Check Read(int index, out KfuncParameter parameter)
    {
        BtfParameter declared = Types.Parameter(description.Prototype, index);
        string name = Types.String(declared.NameOffset);
        BtfType type = Types.SkipModifiers(declared.Type);
        bool isPointer = type.Kind == BtfKind.Pointer;
        BtfType pointee = isPointer ? Types.SkipModifiers(type.Target) : default;
        parameter = new KfuncParameter(K.Ignored, name, isPointer, false, pointee.Id);
        if (IsKernelStruct(pointee, "bpf_prog_aux"))
        {
            parameter = parameter with { Kind = K.ProgramDescriptor };
            return Check.Ok;
        }

        if (Ends(name, "__ign") || IsImplicit(index))
        {
            return Check.Ok;
        }

        if (IsScalar(type))
        {
            parameter = parameter with { Kind = ScalarKind(name) };
            return Check.Ok;
        }

        ArgumentPlace place = ArgumentPlace.OfArgument(index);
        if (!isPointer)
        {
            return rejections.Reject(
                Rule.ParameterType, place.Subject, Errno.Invalid, $"Unrecognized {place} type {BtfKindText.Of(type.Kind)}");
        }

        if (PointerKind(index, name, type, pointee, out K kind).Failed(out Check why))
        {
            return why;
        }

        parameter = parameter with { Kind = kind, IsNullable = IsNullable(name) };
        return Check.Ok;
    }

    private static bool Ends(string name, string suffix) =>
        name.Length >= suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal);

    private static bool IsScalar(in BtfType type) => type.Kind == BtfKind.Int || type.IsAnyEnum;

    private static bool IsNullable(string name) => Ends(name, "__nullable") || Ends(name, "__arena");

    private static K ScalarKind(string name) =>
        Ends(name, "__k") ? K.Constant
        : Ends(name, "__szk") ? K.ConstantMemorySize
        : Ends(name, "__sz") ? K.MemorySize
        : name is "rdonly_buf_size" or "rdwr_buf_size" ? K.ReturnedSize
        : K.Scalar;

    private bool IsImplicit(int index) =>
        description.Has(KfuncFlags.ImplicitArguments) && Types.Type(Types.Type(description.Function).Target).Count <= index;

    private Check PointerKind(int index, string name, in BtfType pointer, in BtfType pointee, out K kind)
    {
        kind = DeclaredKind(index, name, pointer, pointee);
        if (kind == K.Arena)
        {
            return RequireArena(index);
        }

        return kind == K.Ignored ? MemoryKind(index, pointee, out kind) : Check.Ok;
    }

    /// <summary>What the type or the name of a pointer alone tells; Ignored for nothing.</summary>
    private K DeclaredKind(int index, string name, in BtfType pointer, in BtfType pointee) =>
        special is SpecialKfunc.CastToKernCtx or SpecialKfunc.SessionIsReturn or SpecialKfunc.SessionCookie ? K.Context
            : ProgramContextType.IsContext(facts, Types, pointer, facts.Program.ResolvedType) ? K.Context
            : Ends(name, "__alloc") ? K.AllocatedObject
            : Ends(name, "__refcounted_kptr") ? K.RefcountedObject
            : IsKernelStruct(pointee, "bpf_dynptr") ? K.Dynptr
            : IsIterator(index, name) ? K.Iterator
            : IsKernelStruct(pointee, "bpf_list_head") ? K.ListHead
            : IsKernelStruct(pointee, "bpf_list_node") ? K.ListNode
            : IsKernelStruct(pointee, "bpf_rb_root") ? K.RbRoot
            : IsKernelStruct(pointee, "bpf_rb_node") ? K.RbNode
            : Ends(name, "__str") ? K.ConstantString
            : Ends(name, "__const_map") ? K.Map
            : Ends(name, "__map") ? K.BtfObject
            : IsKernelStruct(pointee, "bpf_wq") ? K.WorkQueue
            : IsKernelStruct(pointee, "bpf_timer") ? K.Timer
            : IsKernelStruct(pointee, "bpf_task_work") ? K.TaskWork
            : Ends(name, "__irq_flag") ? K.IrqFlag
            : IsKernelStruct(pointee, "bpf_res_spin_lock") ? K.ResilientSpinLock
            : pointee.Kind == BtfKind.FunctionPrototype ? K.Callback
            : Ends(name, "__arena__nullable") || Ends(name, "__arena") ? K.Arena
            : K.Ignored;

    private Check MemoryKind(int index, in BtfType pointee, out K kind)
    {
        ArgumentPlace place = ArgumentPlace.OfArgument(index);
        if (HasSizeParameter(index))
        {
            kind = K.Memory;
            return pointee.Kind == BtfKind.Void || IsPlain(pointee)
                ? Check.Ok
                : rejections.Reject(
                    Rule.ArgumentMemory, place.Subject, Errno.Invalid,
                    $"{place} pointer type {BtfKindText.Of(pointee.Kind)} {Types.NameOf(pointee)} must point to void, scalar, or struct with scalar");
        }

        kind = pointee.IsStructOrUnion ? K.BtfObject : K.FixedMemory;
        return kind == K.BtfObject || IsPlain(pointee)
            ? Check.Ok
            : rejections.Reject(
                Rule.ArgumentMemory, place.Subject, Errno.Invalid,
                $"{place} pointer type {BtfKindText.Of(pointee.Kind)} {Types.NameOf(pointee)} must point to scalar, or struct with scalar");
    }

    private bool IsPlain(in BtfType pointee) => IsScalar(pointee) || ScalarStructs.IsScalarStruct(rejections.Log, Types, pointee);

    private bool HasSizeParameter(int index)
    {
        if (index + 1 >= description.Prototype.Count)
        {
            return false;
        }

        BtfParameter next = Types.Parameter(description.Prototype, index + 1);
        string name = Types.String(next.NameOffset);
        return IsScalar(Types.SkipModifiers(next.Type)) && (Ends(name, "__sz") || Ends(name, "__szk"));
    }

    private bool IsIterator(int index, string name) => description.IsAnyIterator ? index == 0 : Ends(name, "__iter");

    /// <summary>The kernel's own struct of a name; a module may have one of the same name, which is another.</summary>
    private bool IsKernelStruct(in BtfType type, string name) =>
        type.Kind == BtfKind.Struct && type.Id.Value < facts.Types(BtfHandle.Vmlinux).TypeLimit
        && Types.String(type.NameOffset) == name;

    private Check RequireArena(int index)
    {
        ArgumentPlace place = ArgumentPlace.OfArgument(index);
        if (!facts.HasArena)
        {
            return rejections.Reject(
                Rule.ArenaMissing, place.Subject, Errno.Invalid, $"{place} arena pointer requires a program with an associated arena");
        }

        return place.IsRegister
            ? Check.Ok
            : rejections.Reject(Rule.ArgumentInRegister, place.Subject, Errno.Invalid, $"{place} arena pointer cannot be a stack argument");
    }
}
