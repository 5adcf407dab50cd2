using System.Linq;
using System.Text.RegularExpressions;

namespace Vouch.Generators;

/// <summary>
/// Keeps the names of a kernel's symbols that programs may ask the address of: C identifiers, without the tens of thousands that macros
/// and compilers make for bookkeeping. Sorted, compressed.
/// </summary>
internal static partial class SymbolsWriter
{
    /// <param name="lines">As <see cref="NameList.OfKernel"/> takes them.</param>
    public static byte[] Write(string[] lines) =>
        NameList.Pack(NameList.OfKernel(lines).Where(name => Identifier().IsMatch(name) && !Bookkeeping().IsMatch(name)));

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();

    [GeneratedRegex(
        "^(__pfx_|__cfi_|__ksymtab|__kstrtab|__crc_|__UNIQUE_ID|__already_done|__func__|__PRETTY|_R[A-Z]|__param_|__initcall|__setup_|__SCT__|"
        + "__SCK__|__tpstrtab|__event_|event_|__bpf_trace_|trace_event_|__?perf_trace_|print_fmt|str__|__traceiter_|__tracepoint_|__probestub_|"
        + "__se_sys|__do_sys|__p_syscall_meta|__syscall_meta|types__|args__|trace_raw_output|__flags_|__BTF_ID__|security_hook_active_|TRACE_SYSTEM_)")]
    private static partial Regex Bookkeeping();
}
