using Vouch.Kernel.Rules;

namespace Vouch.Kernel.Releases;

/// <summary>
/// What Linux 6.18 says where the newest release has other words. Arguments of calls are counted there, with a word before the number
/// that differs from message to message; since 7.2 they are named by their registers. Evidence: delta 6.18 C1, C3.
/// </summary>
internal static class Linux618Words
{
    /// <summary>Messages about objects.</summary>
    public static PhraseBook OfObjects { get; } = new(
        ("Expected a dynptr of type {0} as {1}", "Expected a dynptr of type {0} as {1:arg #0}"),
        ("Expected an initialized dynptr as {0}", "Expected an initialized dynptr as {0:arg #0}"),
        ("expected uninitialized iter_{0} as {1}", "expected uninitialized iter_{0} as {1:arg #0}"),
        ("expected an initialized iter_{0} as {1}", "expected an initialized iter_{0} as {1:arg #0}"),
        ("expected valid iter pointer as {0}", "expected valid iter pointer as {0:arg #0}"),
        ("expected uninitialized irq flag as {0}", "expected uninitialized irq flag as {0:arg#0}"),
        ("expected an initialized irq flag as {0}", "expected an initialized irq flag as {0:arg#0}"),
        ("{0} expected pointer to stack or const struct bpf_dynptr", "{0:arg#0} expected pointer to stack or const struct bpf_dynptr"),
        ("{0} expected pointer to an iterator on stack", "{0:arg#0} expected pointer to an iterator on stack"),
        ("{0} expected pointer to map value or allocated object", "{0:arg#0} expected pointer to map value or allocated object"),
        ("{0} expected pointer to allocated object", "{0:arg#0} expected pointer to allocated object"),
        ("{0} expected for bpf_obj_drop()", "{0:arg#0} expected for bpf_obj_drop()"),
        ("{0} expected for bpf_percpu_obj_drop()", "{0:arg#0} expected for bpf_percpu_obj_drop()"),
        ("{0} doesn't point to an irq flag on stack", "{0:arg#0} doesn't point to an irq flag on stack"),
        ("{0} doesn't point to map value or allocated object", "{0:arg#0} doesn't point to map value or allocated object"),
        ("{0} doesn't point to a type with bpf_refcount field", "{0:arg#0} doesn't point to a type with bpf_refcount field"),
        ("{0} is neither owning or non-owning ref", "{0:arg#0} is neither owning or non-owning ref"),
        ("{0} is {1} expected {2} {3}{4}", "{0:arg#0} pointer type {2} {3} must point to scalar, or struct with scalar"),
        ("Possibly NULL pointer passed to trusted {0}", "Possibly NULL pointer passed to trusted {0:arg0}"),
        ("Possibly NULL pointer passed to helper {0}", "Possibly NULL pointer passed to helper {0:arg1}"),
        ("Program of this type cannot be sleepable",
            "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs can be sleepable"),
        ("global function {0} has {1} > {2} args, stack args not supported", "Global function {0}() with {1} > {2} args. Buggy compiler."),
        ("Global function {0}() return value not void or scalar. Only those are supported.",
            "Global function {0}() doesn't return scalar. Only those are supported."),
        ("release helper {0} expects referenced PTR_TO_BTF_ID passed to {1}", "{1} must be referenced when passed to release function"));

    /// <summary>Messages about calls.</summary>
    public static PhraseBook OfCalls { get; } = new(
        ("{0} expected for bpf_obj_drop()", "{0:arg#0} expected for bpf_obj_drop_impl()"),
        ("{0} expected for bpf_percpu_obj_drop()", "{0:arg#0} expected for bpf_percpu_obj_drop_impl()"),
        ("{0} expected pointer to ctx, but got {1}", "{0:arg#0} expected pointer to ctx, but got {1}"),
        ("{0} expected pointer to func", "{0:arg0} expected pointer to func"),
        ("{0} doesn't point to a const string", "{0:arg#0} doesn't point to a const string"),
        ("{0} doesn't point to a map value", "{0:arg#0} doesn't point to a map value"),
        ("{0} expects pointer to ctx", "{0:arg#0} expects pointer to ctx"),
        ("{0} is expected to be non-NULL", "{0:arg#0} is expected to be non-NULL"),
        ("kernel function {0} {1} expected pointer to {2} {3} but {4} has a pointer to {5} {6}",
            "kernel function {0} {1:args#0} expected pointer to {2} {3} but {4} has a pointer to {5} {6}"),
        ("sleepable global function {0}() called in {1}",
            "global functions that may sleep are not allowed in non-sleepable context,\ni.e., in a RCU/IRQ/preempt-disabled section, or in\na non-sleepable BPF program context"),
        ("func {0} supported only for fentry/fexit/fsession/fmod_ret programs", "func {0} supported only for fentry/fexit/fmod_ret programs"));

    /// <summary>Messages about where programs attach.</summary>
    public static PhraseBook OfAttaching { get; } = new(
        ("Attaching fexit/fsession/fmod_ret to __noreturn function '{0}' is rejected.", "Attaching fexit/fmod_ret to __noreturn function '{0}' is rejected."),
        ("Cannot extend fentry/fexit/fsession", "Cannot extend fentry/fexit"),
        ("Only FENTRY/FEXIT/FSESSION progs are attachable to another BPF prog", "Only FENTRY/FEXIT progs are attachable to another BPF prog"));

    /// <summary>All of them.</summary>
    public static PhraseBook All { get; } = OfObjects.With(OfCalls).With(OfAttaching);
}
