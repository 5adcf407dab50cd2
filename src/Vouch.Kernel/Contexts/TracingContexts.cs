using static Vouch.Kernel.Contexts.FieldAccess;

namespace Vouch.Kernel.Contexts;

/// <summary>Contexts of tracing and system programs. Source: Linux 7.3, kernel/trace/bpf_trace.c, kernel/bpf/syscall.c, net/netfilter/nf_bpf_link.c.</summary>
internal static class TracingContexts
{
    /// <summary>Bytes of <c>struct pt_regs</c> on x86-64.</summary>
    private const int RegistersSize = 21 * 8;

    /// <summary>The largest record of a trace event, bytes.</summary>
    private const int MaxTraceSize = 8192;

    /// <summary>Twelve arguments of eight bytes.</summary>
    private const int ArgumentsSize = 12 * 8;

    private static readonly ContextMember SamplePeriod = new(RegistersSize, 8);

    private static readonly ContextMember SampleAddress = new(RegistersSize + 8, 8);

    public static ContextTable Kprobe { get; } = new()
    {
        Limit = RegistersSize, EndsAtLimit = true, UnlistedRead = Any, UnlistedWrite = Any,
    };

    /// <summary>The first eight bytes of a record belong to the tracing core.</summary>
    public static ContextTable Tracepoint { get; } = new() { Start = 8, Limit = MaxTraceSize, UnlistedRead = Any };

    public static ContextTable PerfEvent { get; } = new()
    {
        Limit = SampleAddress.End,
        UnlistedRead = Exactly(8),
        Fields = [new(SamplePeriod, PartOf(8)), new(SampleAddress, PartOf(8))],
    };

    public static ContextTable RawTracepoint { get; } = new() { Limit = ArgumentsSize, UnlistedRead = Any };

    public static ContextTable RawTracepointWritable { get; } = RawTracepoint with
    {
        Fields = [new(new ContextMember(0, 8), Exactly(8)) { Kind = ContextValueKind.TracepointBuffer, AtStartOnly = true }],
    };

    /// <summary>Arguments of a traced function; BTF decides the rest.</summary>
    public static ContextTable Arguments { get; } = RawTracepoint with { UnlistedKind = ContextValueKind.BtfArgument };

    /// <summary>Arguments of a security hook: offset and alignment are BTF's to judge too.</summary>
    public static ContextTable SecurityArguments { get; } = new()
    {
        Start = int.MinValue, Limit = int.MaxValue, AllowsUnaligned = true,
        UnlistedRead = Any, UnlistedWrite = Any, UnlistedKind = ContextValueKind.BtfArgument,
    };

    public static ContextTable Syscall { get; } = new()
    {
        Limit = ushort.MaxValue, AllowsUnaligned = true, UnlistedRead = Any, UnlistedWrite = Any,
    };

    public static ContextTable Netfilter { get; } = new()
    {
        Limit = 16,
        Fields =
        [
            new(new ContextMember(0, 8), Exactly(8)) { Kind = ContextValueKind.TrustedObject, TypeName = "nf_hook_state" },
            new(new ContextMember(8, 8), Exactly(8)) { Kind = ContextValueKind.TrustedObject, TypeName = "sk_buff" },
        ],
    };

    /// <summary>A queueing discipline's enqueue gets, third, a list to drop packets on.</summary>
    public static ContextTable QdiscEnqueue { get; } = Arguments with
    {
        Fields =
        [
            new(new ContextMember(16, 8), Any) { Kind = ContextValueKind.TrustedObject, TypeName = "bpf_sk_buff_ptr" },
        ],
    };
}
