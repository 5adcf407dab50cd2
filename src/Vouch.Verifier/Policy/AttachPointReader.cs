using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.Uapi;
using Vouch.Kernel.Attach;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>Works out the attach point of tracing, security and struct_ops programs.</summary>
internal static class AttachPointReader
{
    /// <summary>The attach point, or null when the program names none (or none that has a prototype).</summary>
    public static AttachPoint? Read(ProgramFacts facts)
    {
        if (facts.Program.Target is not { } target)
        {
            return null;
        }

        if (facts.Program.Type == ProgramType.StructOps)
        {
            return ReadMember(facts, target);
        }

        return facts.Program.AttachType == AttachType.TraceRawTp
            ? ReadTracepoint(facts, target)
            : ReadFunction(facts, target);
    }

    private static AttachPoint? ReadFunction(ProgramFacts facts, AttachTarget target)
    {
        BtfType function = target.Types.Type(target.Type);
        if (function.Kind != BtfKind.Function)
        {
            return null;
        }

        string name = target.Types.NameOf(function);
        bool isIterator = facts.Program.AttachType == AttachType.TraceIter;
        return new AttachPoint
        {
            Name = name,
            Btf = facts.HandleOf(target.Types),
            Prototype = PrototypeOf(facts, target),
            Arguments = isIterator && facts.Program.Kernel.Attach.FindIterator(name) is { } iterator ? ArgumentsOf(facts, iterator) : [],
        };
    }

    /// <summary>
    /// The prototype by which the target is called: null when it is a BPF function that is not called the way it says. Kernel functions
    /// with implicit arguments have a second declaration that shows them all.
    /// </summary>
    public static BtfType? PrototypeOf(ProgramFacts facts, AttachTarget target)
    {
        if (target.Program is not null && !facts.IsTargetReliable)
        {
            return null;
        }

        BtfSpec types = target.Types;
        string name = types.NameOf(target.Type);
        BtfTypeId? function = facts.Program.Kernel.Kfuncs.HasImplicitArguments(types.Name, name)
            ? types.Find(name + "_impl", BtfKind.Function)
            : target.Type;
        return function is { } id ? types.Type(types.Type(id).Target) : default(BtfType);
    }

    /// <summary>
    /// The typedef of a tracepoint has no parameter names; the function that traces it for BPF programs has, where it is in BTF.
    /// </summary>
    private static AttachPoint? ReadTracepoint(ProgramFacts facts, AttachTarget target)
    {
        BtfType declared = target.Types.Type(target.Type);
        string name = target.Types.NameOf(declared);
        if (declared.Kind != BtfKind.Typedef || !name.StartsWith(AttachTables.TracepointPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        name = name[AttachTables.TracepointPrefix.Length..];
        BtfType holder = target.Types.Find("__bpf_trace_" + name, BtfKind.Function) is { } function
            ? target.Types.Type(function)
            : target.Types.Type(declared.Target);
        return new AttachPoint
        {
            Name = name,
            Btf = facts.HandleOf(target.Types),
            Prototype = target.Types.Type(holder.Target),
            IsTracepoint = true,
        };
    }

    private static AttachPoint? ReadMember(ProgramFacts facts, AttachTarget target)
    {
        BtfSpec types = target.Types;
        BtfType operations = types.Type(target.Type);
        if ((uint)target.StructOpsMember >= (uint)operations.Count || !operations.IsStructOrUnion)
        {
            return null;
        }

        BtfMember member = types.Member(operations, target.StructOpsMember);
        BtfType pointer = types.SkipModifiers(member.Type);
        BtfType prototype = types.SkipModifiers(pointer.Target);
        if (pointer.Kind != BtfKind.Pointer || prototype.Kind != BtfKind.FunctionPrototype)
        {
            return null;
        }

        string name = types.String(member.NameOffset);
        BtfHandle btf = facts.HandleOf(types);
        return new AttachPoint
        {
            Name = name,
            Btf = btf,
            Prototype = prototype,
            Arguments = StubOf(types, types.NameOf(operations), name) is { } stub
                ? ArgumentsOf(types, btf, prototype, stub)
                : [],
        };
    }

    /// <summary>
    /// The kernel's empty implementation of a member, whose parameter names qualify the arguments. The kernel names it after
    /// struct and member; the form of sched_ext by core id shares the stubs of the plain form.
    /// </summary>
    private static BtfType? StubOf(BtfSpec types, string operations, string member)
    {
        BtfTypeId? function = types.Find($"{operations}__{member}", BtfKind.Function);
        if (function is null && operations.EndsWith("_cid", StringComparison.Ordinal))
        {
            function = types.Find($"{operations[..^4]}__{member}", BtfKind.Function);
        }

        return function is { } id ? types.Type(types.Type(id).Target) : null;
    }

    private static ImmutableArray<TypedArgument> ArgumentsOf(BtfSpec types, BtfHandle btf, in BtfType prototype, in BtfType stub)
    {
        List<TypedArgument> arguments = [];
        int offset = 0;
        for (int i = 0; i < prototype.Count && i < stub.Count; i++)
        {
            BtfParameter parameter = types.Parameter(prototype, i);
            string name = types.String(types.Parameter(stub, i).NameOffset);
            if (Qualify(name) is { } qualified)
            {
                BtfType pointer = types.SkipModifiers(parameter.Type);
                arguments.Add(qualified with
                {
                    Offset = offset, Btf = btf, BtfType = types.SkipModifiers(pointer.Target).Id,
                    Name = name[..name.LastIndexOf("__", StringComparison.Ordinal)],
                });
            }

            offset += (int)((types.SizeOf(parameter.Type) + 7) & ~7L);
        }

        return [.. arguments];
    }

    private static TypedArgument? Qualify(string parameter)
    {
        if (HasSuffix(parameter, "__arena") || HasSuffix(parameter, "__arena__nullable"))
        {
            return new TypedArgument(0, RegisterKind.Arena);
        }

        if (HasSuffix(parameter, "__nullable"))
        {
            return new TypedArgument(0, new RegisterType(RegisterKind.BtfObject, TypeFlags.Trusted | TypeFlags.MaybeNull));
        }

        return HasSuffix(parameter, "__ref")
            ? new TypedArgument(0, new RegisterType(RegisterKind.BtfObject, TypeFlags.Trusted), IsReferenced: true)
            : null;
    }

    /// <summary>A parameter's name ends so, and does not consist of it alone.</summary>
    public static bool HasSuffix(string name, string suffix) =>
        name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal);

    private static ImmutableArray<TypedArgument> ArgumentsOf(ProgramFacts facts, IteratorTarget iterator)
    {
        BtfSpec kernel = facts.Types(BtfHandle.Vmlinux);
        List<TypedArgument> arguments = [];
        foreach (IteratorArgument argument in iterator.Arguments)
        {
            if (OffsetOf(kernel, $"bpf_iter__{iterator.Name}", argument.Member) is { } offset)
            {
                RegisterKind kind = argument.Kind == IteratorArgumentKind.Buffer ? RegisterKind.Buffer : RegisterKind.BtfObject;
                BtfTypeId type = argument.TypeName is { } name && kernel.Find(name, BtfKind.Struct) is { } id ? id : BtfTypeId.Void;
                arguments.Add(new TypedArgument(
                    offset, new RegisterType(kind, argument.Modifiers), BtfHandle.Vmlinux, type));
            }
        }

        return [.. arguments];
    }

    /// <summary>Members of iterator contexts are wrapped in unions without a name, which pad them to eight bytes.</summary>
    private static int? OffsetOf(BtfSpec types, string structName, string memberName)
    {
        if (types.Find(structName, BtfKind.Struct) is not { } id)
        {
            return null;
        }

        BtfType container = types.Type(id);
        for (int i = 0; i < container.Count; i++)
        {
            BtfMember member = types.Member(container, i);
            if (types.String(member.NameOffset) == memberName || IsWrapped(types, member, memberName))
            {
                return member.BitOffset / 8;
            }
        }

        return null;
    }

    private static bool IsWrapped(BtfSpec types, in BtfMember member, string memberName)
    {
        BtfType union = types.SkipModifiers(member.Type);
        return member.NameOffset == 0 && union.Kind == BtfKind.Union && union.Count > 0
            && types.String(types.Member(union, 0).NameOffset) == memberName;
    }
}
