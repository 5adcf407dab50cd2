using System.Collections.Immutable;

namespace Vouch.Kernel.Attach;

/// <summary>A struct of function pointers that programs may fill in.</summary>
/// <param name="Struct">Its name in the kernel's BTF.</param>
/// <param name="Module">Whose BTF: <c>vmlinux</c> or a module.</param>
public sealed record StructOpsKind(string Struct, string Module)
{
    /// <summary>The members that programs may implement.</summary>
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>Members whose programs run on a stack of their own because they may nest.</summary>
    public ImmutableArray<string> PrivateStackMembers { get; init; } = [];

    /// <summary>No access to the context at all.</summary>
    public bool RefusesContextAccess { get; init; }

    internal MemberSleeping Sleeping { get; init; }

    internal ImmutableArray<string> SleepingMembers { get; init; } = [];

    /// <summary>Whether a program may implement this member.</summary>
    public bool Supports(string member) => Members.Contains(member);

    /// <summary>Whether the member takes a program that is, or is not, sleepable.</summary>
    public bool Accepts(string member, bool isSleepable) => Sleeping switch
    {
        MemberSleeping.OnlyListed => !isSleepable || SleepingMembers.Contains(member),
        MemberSleeping.ListedMustBe => isSleepable || !SleepingMembers.Contains(member),
        _ => true,
    };

    /// <summary>
    /// Arguments of this struct are handed to programs as that one: congestion control sees each socket as the TCP socket it is.
    /// </summary>
    public string? PromotedArgument(string argumentStruct) =>
        Struct == "tcp_congestion_ops" && argumentStruct == "sock" ? "tcp_sock" : null;

    /// <summary>The kernel puts instructions of its own before programs of this member.</summary>
    public bool HasPrologue(string member) => (Struct, member) is
        ("Qdisc_ops", "init") or ("bpf_testmod_st_ops", "test_prologue" or "test_pro_epilogue");

    /// <summary>The kernel puts instructions of its own behind programs of this member, and saves the context on their stack.</summary>
    public bool HasEpilogue(string member) => (Struct, member) is
        ("Qdisc_ops", "reset" or "destroy") or ("bpf_testmod_st_ops", "test_epilogue" or "test_pro_epilogue");
}
