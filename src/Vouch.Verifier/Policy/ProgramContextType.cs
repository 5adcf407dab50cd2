using System;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Policy;

/// <summary>
/// The type of a program's context, and which BTF types of function arguments stand for it. Kernels keep the context types of all
/// program types as members of one struct, which their BTF describes.
/// </summary>
internal static class ProgramContextType
{
    private const string AllContexts = "bpf_ctx_convert";
    private const string AnyRegisters = "bpf_user_pt_regs_t";

    /// <summary>The kernel's names of the program types, by number.</summary>
    private static readonly string[] TypeNames =
    [
        "UNSPEC", "SOCKET_FILTER", "KPROBE", "SCHED_CLS", "SCHED_ACT", "TRACEPOINT", "XDP", "PERF_EVENT", "CGROUP_SKB",
        "CGROUP_SOCK", "LWT_IN", "LWT_OUT", "LWT_XMIT", "SOCK_OPS", "SK_SKB", "CGROUP_DEVICE", "SK_MSG", "RAW_TRACEPOINT",
        "CGROUP_SOCK_ADDR", "LWT_SEG6LOCAL", "LIRC_MODE2", "SK_REUSEPORT", "FLOW_DISSECTOR", "CGROUP_SYSCTL",
        "RAW_TRACEPOINT_WRITABLE", "CGROUP_SOCKOPT", "TRACING", "STRUCT_OPS", "EXT", "LSM", "SK_LOOKUP", "SYSCALL", "NETFILTER",
    ];

    /// <summary>A pointer argument of this BTF type is the context, by the name of its struct.</summary>
    /// <param name="facts">What is known of the program.</param>
    /// <param name="types">The BTF of <paramref name="pointer"/>.</param>
    /// <param name="pointer">A pointer type.</param>
    /// <param name="programType">The program type whose context it may be.</param>
    public static bool IsContext(ProgramFacts facts, BtfSpec types, in BtfType pointer, ProgramType programType)
    {
        BtfType target = types.Type(pointer.Target);
        if (programType == ProgramType.Kprobe && IsTypedefOfRegisters(types, target))
        {
            return true;
        }

        target = SkipModifiers(types, target);
        if (!target.IsStructOrUnion)
        {
            return false;
        }

        string name = types.NameOf(target);
        string? known = facts.Program.Kernel.ProgramTypes.Find(programType)?.UserContext;
        if (known is null || known == name || IsKernelSide(known, name))
        {
            return known is not null;
        }

        if (!IsTypedef(known))
        {
            return false;
        }

        BtfSpec kernel = facts.Types(BtfHandle.Vmlinux);
        BtfType context = ContextOf(kernel, programType);
        while (true)
        {
            string contextName = kernel.NameOf(context);
            if (contextName.Length == 0)
            {
                return false;
            }

            if (contextName == name || IsKernelSide(contextName, name))
            {
                return true;
            }

            if (!context.IsModifier)
            {
                return false;
            }

            context = SkipModifiers(kernel, context);
        }
    }

    /// <summary>A pointer argument tagged as the context has a type that its program type allows; logs what is wrong.</summary>
    /// <param name="facts">What is known of the program.</param>
    /// <param name="rejections">Where a rejection goes.</param>
    /// <param name="types">The BTF of <paramref name="pointer"/>.</param>
    /// <param name="pointer">A pointer type.</param>
    /// <param name="argument">Number of the argument, 0-based.</param>
    public static Check CheckTagged(ProgramFacts facts, RejectionSink rejections, BtfSpec types, in BtfType pointer, int argument)
    {
        ProgramType programType = facts.Program.ResolvedType;
        BtfType target = types.Type(pointer.Target);
        if (programType is ProgramType.Kprobe or ProgramType.PerfEvent && IsTypedefOfRegisters(types, target))
        {
            return Check.Ok;
        }

        target = SkipModifiers(types, target);
        if (target.Kind == BtfKind.Void)
        {
            return Check.Ok;
        }

        string name = types.NameOf(target);
        if (name.Length == 0)
        {
            return rejections.Reject(
                Rule.ContextParameter, Subject.Argument(argument + 1), Errno.Invalid, $"arg#{argument} type doesn't have a name");
        }

        return IsSpecialContext(programType, facts.Program.AttachType, in target, name)
            ? Check.Ok
            : CheckName(facts, rejections, programType, in target, name, argument);
    }

    private static Check CheckName(ProgramFacts facts, RejectionSink rejections, ProgramType programType, in BtfType target, string name, int argument)
    {
        BtfSpec kernel = facts.Types(BtfHandle.Vmlinux);
        BtfType context = SkipModifiers(kernel, ContextOf(kernel, programType));
        if (context.Kind != BtfKind.Struct)
        {
            return rejections.Reject(
                Rule.ContextParameter, Subject.Argument(argument + 1), Errno.Invalid, $"arg#{argument} should be void pointer");
        }

        string contextName = kernel.NameOf(context);
        return target.Kind == BtfKind.Struct && contextName == name
            ? Check.Ok
            : rejections.Reject(
                Rule.ContextParameter, Subject.Argument(argument + 1), Errno.Invalid, $"arg#{argument} should be `struct {contextName} *`");
    }

    /// <summary>Contexts that go by another name than their kernel type, or are arrays of numbers.</summary>
    private static bool IsSpecialContext(ProgramType programType, AttachType attachType, in BtfType target, string name)
    {
        bool isStruct = target.Kind == BtfKind.Struct;
        bool isArrayOfNumbers = target.Kind == BtfKind.Int && target.Size == 8;
        return programType switch
        {
            ProgramType.Kprobe or ProgramType.PerfEvent => isStruct && name == "pt_regs",
            ProgramType.RawTracepoint or ProgramType.RawTracepointWritable or ProgramType.Lsm or ProgramType.StructOps => isArrayOfNumbers,
            ProgramType.Tracing => attachType switch
            {
                AttachType.TraceRawTp => isArrayOfNumbers || (isStruct && name == "bpf_raw_tracepoint_args"),
                AttachType.TraceIter => isStruct && name.StartsWith("bpf_iter__", StringComparison.Ordinal),
                AttachType.TraceFentry or AttachType.TraceFexit or AttachType.ModifyReturn or AttachType.TraceFsession => isArrayOfNumbers,
                _ => false,
            },
            ProgramType.Tracepoint or ProgramType.Syscall or ProgramType.Ext => true,
            _ => false,
        };
    }

    /// <summary>Contexts that are no structs go by the names behind them as well, which the kernel's types tell.</summary>
    private static bool IsTypedef(string contextName) => contextName is AnyRegisters or "__u64";

    /// <summary>The kernel's own struct behind a context that programs see by another one.</summary>
    private static bool IsKernelSide(string contextName, string name) =>
        (contextName == "__sk_buff" && name == "sk_buff") || (contextName == "xdp_md" && name == "xdp_buff");

    private static bool IsTypedefOfRegisters(BtfSpec types, BtfType type)
    {
        while (type.IsModifier && type.Kind != BtfKind.Typedef)
        {
            type = types.Type(type.Target);
        }

        return type.Kind == BtfKind.Typedef && types.NameOf(type) == AnyRegisters;
    }

    private static BtfType SkipModifiers(BtfSpec types, in BtfType type) => type.IsModifier ? types.SkipModifiers(type.Target) : type;

    /// <summary>The kernel's own struct behind the program's context. Contexts that are no structs are rejected.</summary>
    public static Check RequireKernelSide(ProgramFacts facts, RejectionSink rejections, out BtfTypeId type)
    {
        BtfSpec kernel = facts.Types(BtfHandle.Vmlinux);
        string member = MemberName(facts.Program.ResolvedType).Replace("_prog", "_kern", StringComparison.Ordinal);
        type = MemberType(kernel, member);
        return kernel.Type(type).IsStructOrUnion
            ? Check.Ok
            : rejections.Reject(Rule.ContextParameter, Errno.Invalid, $"kern ctx type id {type} is not a struct");
    }

    /// <summary>What programs see as their context; void when the kernel does not know the program type.</summary>
    private static BtfType ContextOf(BtfSpec kernel, ProgramType programType) => kernel.Type(MemberType(kernel, MemberName(programType)));

    private static BtfTypeId MemberType(BtfSpec kernel, string name)
    {
        if (kernel.Find(AllContexts, BtfKind.Struct) is not { } id)
        {
            return BtfTypeId.Void;
        }

        BtfType contexts = kernel.Type(id);
        for (int i = 0; i < contexts.Count; i++)
        {
            BtfMember member = kernel.Member(contexts, i);
            if (kernel.String(member.NameOffset) == name)
            {
                return member.Type;
            }
        }

        return BtfTypeId.Void;
    }

    /// <summary>Such as <c>BPF_PROG_TYPE_SOCKET_FILTER_prog</c>.</summary>
    private static string MemberName(ProgramType programType) => $"BPF_PROG_TYPE_{TypeNames[(int)programType]}_prog";
}
