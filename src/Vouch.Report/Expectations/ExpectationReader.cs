using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Bytecode.Uapi;
using Vouch.Verifier;

namespace Vouch.Report.Expectations;

/// <summary>
/// Reads a program's expectations from the declaration tags on its function. Tags that it does not know are passed over.
/// Source: Linux 7.3, tools/testing/selftests/bpf/progs/bpf_misc.h.
/// </summary>
public sealed class ExpectationReader
{
    private const string Architecture = "X86_64";

    private static readonly string[] Architectures = [Architecture, "ARM64", "RISCV64", "s390x", "LOONGARCH"];

    private static readonly Dictionary<string, Action<ExpectationReader, string>> Tags = new(StringComparer.Ordinal)
    {
        ["test_description"] = (r, value) => r.description = value,
        ["test_expect_success"] = (r, _) => r.privileged.Expect(failure: false),
        ["test_expect_failure"] = (r, _) => r.privileged.Expect(failure: true),
        ["test_expect_success_unpriv"] = (r, _) => r.unprivileged.Expect(failure: false),
        ["test_expect_failure_unpriv"] = (r, _) => r.unprivileged.Expect(failure: true),
        ["test_auxiliary"] = (r, _) => r.MakeAuxiliary(r.privileged),
        ["test_auxiliary_unpriv"] = (r, _) => r.MakeAuxiliary(r.unprivileged),
        ["test_expect_msg"] = (r, value) => r.privileged.Add(new ExpectedMessage(value)),
        ["test_expect_not_msg"] = (r, value) => r.privileged.Add(new ExpectedMessage(value, isNegative: true)),
        ["test_expect_msg_unpriv"] = (r, value) => r.unprivileged.Add(new ExpectedMessage(value)),
        ["test_expect_not_msg_unpriv"] = (r, value) => r.unprivileged.Add(new ExpectedMessage(value, isNegative: true)),
        ["test_expect_xlated"] = (r, value) => r.privileged.Add(UnjudgedKind.Translated, value, selects: true),
        ["test_expect_xlated_unpriv"] = (r, value) => r.unprivileged.Add(UnjudgedKind.Translated, value, selects: true),
        ["test_jited"] = (r, value) => r.AddJited(r.privileged, value),
        ["test_jited_unpriv"] = (r, value) => r.AddJited(r.unprivileged, value),
        ["test_retval"] = (r, value) => r.privileged.Add(UnjudgedKind.ReturnValue, value, selects: true),
        ["test_retval_unpriv"] = (r, value) => r.unprivileged.Add(UnjudgedKind.ReturnValue, value, selects: true),
        ["test_expect_stderr"] = (r, value) => r.privileged.Add(UnjudgedKind.StandardError, value, selects: false),
        ["test_expect_stderr_unpriv"] = (r, value) => r.unprivileged.Add(UnjudgedKind.StandardError, value, selects: false),
        ["test_expect_stdout"] = (r, value) => r.privileged.Add(UnjudgedKind.StandardOutput, value, selects: false),
        ["test_expect_stdout_unpriv"] = (r, value) => r.unprivileged.Add(UnjudgedKind.StandardOutput, value, selects: false),
        ["test_log_level"] = (r, value) => r.logLevel = Number(value),
        ["test_prog_flags"] = (r, value) => r.ChangeFlags(value),
        ["test_arch"] = (r, value) => r.AddArchitecture(value),
        ["test_btf_path"] = (r, value) => r.otherTypes = value,
        ["test_btf_func_path"] = (r, value) => r.otherTypes = value,
        ["test_caps_unpriv"] = (r, value) => r.AddCapabilities(value),
        ["load_mode"] = (r, value) => r.SetLoadMode(value),
    };

    private static readonly Dictionary<string, LoadFlags> FlagNames = new(StringComparer.Ordinal)
    {
        ["BPF_F_STRICT_ALIGNMENT"] = LoadFlags.StrictAlignment,
        ["BPF_F_ANY_ALIGNMENT"] = LoadFlags.AnyAlignment,
        ["BPF_F_TEST_RND_HI32"] = LoadFlags.TestRandomHigh32,
        ["BPF_F_TEST_STATE_FREQ"] = LoadFlags.TestStateFrequency,
        ["BPF_F_SLEEPABLE"] = LoadFlags.Sleepable,
        ["BPF_F_XDP_HAS_FRAGS"] = LoadFlags.XdpHasFragments,
        ["BPF_F_TEST_REG_INVARIANTS"] = LoadFlags.TestRegisterInvariants,
    };

    private readonly ModeTags privileged = new();
    private readonly ModeTags unprivileged = new();
    private readonly List<string> architectures = [];
    private string? description;
    private string? otherTypes;
    private bool isAuxiliary;
    private bool needsInterpreter;
    private int logLevel;
    private ulong capabilities;

    /// <summary>The kernel's tests run with all checks of the verifier on itself switched on.</summary>
    private LoadFlags flags = LoadFlags.TestRandomHigh32 | LoadFlags.TestRegisterInvariants;

    private ExpectationReader()
    {
    }

    /// <summary>What an object's types say of one of its programs.</summary>
    /// <exception cref="FormatException">A tag's value is not understood.</exception>
    public static ProgramExpectations Read(BtfSpec types, string program)
    {
        ArgumentNullException.ThrowIfNull(types);
        var reader = new ExpectationReader();
        bool isTagged = false;
        foreach (string tag in TestTags.Of(types, program))
        {
            int equals = tag.IndexOf('=', StringComparison.Ordinal);
            if (Tags.TryGetValue(equals < 0 ? tag : tag[..equals], out Action<ExpectationReader, string>? apply))
            {
                apply(reader, equals < 0 ? "" : tag[(equals + 1)..]);
                isTagged = true;
            }
        }

        return reader.Finish(program, isTagged);
    }

    private static int Number(string text)
    {
        bool isHex = text.StartsWith("0x", StringComparison.Ordinal);
        return int.TryParse(
            isHex ? text.AsSpan(2) : text,
            isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out int value)
            ? value
            : throw new FormatException($"'{text}' is not a number");
    }

    private ProgramExpectations Finish(string program, bool isTagged)
    {
        // Without a word about who loads it, root does.
        if (!unprivileged.IsSelected)
        {
            privileged.IsSelected = true;
        }

        return new ProgramExpectations
        {
            ProgramName = program,
            IsTagged = isTagged,
            Description = description,
            IsAuxiliary = isAuxiliary,
            LogLevel = (LogLevels)logLevel,
            Flags = flags,
            SkipReason = architectures.Count > 0 && !architectures.Contains(Architecture) ? "for " + string.Join(", ", architectures)
                : needsInterpreter ? "for kernels without JIT compiler"
                : otherTypes is not null ? $"needs the types in {otherTypes}"
                : null,
            Privileged = privileged.IsSelected ? privileged.Finish(null, Semantics.Privileged) : null,
            Unprivileged = unprivileged.IsSelected ? unprivileged.Finish(privileged, UserWith(capabilities)) : null,
        };
    }

    /// <summary>The numbers are those of Linux' capabilities. Source: Linux 7.3, include/uapi/linux/capability.h.</summary>
    private static Semantics UserWith(ulong capabilities)
    {
        const int NetAdmin = 12, SysAdmin = 21, Perfmon = 38, Bpf = 39;
        bool Has(int number) => (capabilities >> number & 1) != 0;

        // Whoever administers the system has what was split off from that since.
        return new Semantics
        {
            HasBpfCapability = Has(Bpf) || Has(SysAdmin),
            HasPerfmonCapability = Has(Perfmon) || Has(SysAdmin),
            HasNetAdminCapability = Has(NetAdmin) || Has(SysAdmin),
            HasSysAdminCapability = Has(SysAdmin),
        };
    }

    private void MakeAuxiliary(ModeTags mode)
    {
        isAuxiliary = true;
        mode.IsSelected = true;
    }

    private void AddJited(ModeTags mode, string value)
    {
        if (architectures.Count == 0)
        {
            throw new FormatException("an expectation of machine code stands before any architecture");
        }

        if (architectures[^1] == Architecture)
        {
            mode.Add(UnjudgedKind.Jited, value, selects: true);
        }
    }

    private void AddArchitecture(string value) =>
        architectures.Add(Architectures.Contains(value) ? value : throw new FormatException($"'{value}' is no architecture"));

    private void SetLoadMode(string value) => needsInterpreter = value switch
    {
        "jited" => false,
        "no_jited" => true,
        _ => throw new FormatException($"'{value}' is no load mode"),
    };

    private void ChangeFlags(string value)
    {
        bool clears = value.StartsWith('!');
        string name = clears ? value[1..] : value;
        LoadFlags flag = FlagNames.TryGetValue(name, out LoadFlags known) ? known : (LoadFlags)Number(name);
        flags = clears ? flags & ~flag : flags | flag;
    }

    private void AddCapabilities(string value)
    {
        foreach (string part in value.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int number = Number(part);
            capabilities |= number is > 0 and < 64 ? 1UL << number : throw new FormatException($"'{part}' is no capability");
        }

        unprivileged.IsSelected = true;
    }

    /// <summary>The tags of one mode.</summary>
    private sealed class ModeTags
    {
        private readonly List<ExpectedMessage> messages = [];
        private readonly List<UnjudgedKind> unjudged = [];
        private bool? expectsFailure;

        public bool IsSelected { get; set; }

        public void Expect(bool failure)
        {
            expectsFailure = failure;
            IsSelected = true;
        }

        public void Add(ExpectedMessage message)
        {
            messages.Add(message);
            IsSelected = true;
        }

        public void Add(UnjudgedKind kind, string value, bool selects)
        {
            // Three dots between lines of code mean that other lines may lie between them.
            if (value != "...")
            {
                unjudged.Add(kind);
            }

            IsSelected |= selects;
        }

        /// <param name="fallback">What is expected where this mode says nothing.</param>
        /// <param name="semantics">The user.</param>
        public ModeExpectations Finish(ModeTags? fallback, Semantics semantics)
        {
            bool fails = expectsFailure ?? fallback?.expectsFailure ?? false;
            IEnumerable<UnjudgedKind> inherited = fallback?.unjudged.Where(kind => !unjudged.Contains(kind)) ?? [];
            return new ModeExpectations
            {
                ExpectsFailure = fails,
                Messages = messages.Count > 0 || fallback is null ? [.. messages] : [.. fallback.messages],
                // What does not load is not run.
                Unjudged = [.. unjudged.Concat(inherited).Where(kind => !fails || kind != UnjudgedKind.ReturnValue)],
                Semantics = semantics,
            };
        }
    }
}
