using Vouch.Kernel.Releases;

namespace Vouch.Kernel.Rules;

/// <summary>
/// What one release's verifier does where releases differ, room by room, and what a user may try in its place. Every default is the
/// answer of the newest release; the file of an older one says what it does otherwise.
/// </summary>
public sealed record KernelRules
{
    /// <summary>Numbers that a program must not exceed.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>What is decided before a program is explored.</summary>
    public AdmissionRules Admission { get; init; } = new();
    /// <summary>What is worked out before paths are explored.</summary>
    public FlowRules Flow { get; init; } = new();

    /// <summary>When checkpoints are stored and given up.</summary>
    public PruningRules Pruning { get; init; } = new();

    /// <summary>Which numbers' exact values count.</summary>
    public PrecisionRules Precision { get; init; } = new();

    /// <summary>What is known of numbers.</summary>
    public ScalarRules Scalars { get; init; } = new();

    /// <summary>Numbers known to be equal or a constant apart.</summary>
    public LinkRules Links { get; init; } = new();

    /// <summary>Pointers.</summary>
    public PointerRules Pointers { get; init; } = new();

    /// <summary>Memory.</summary>
    public MemoryRules Memory { get; init; } = new();

    /// <summary>Calls.</summary>
    public CallRules Calls { get; init; } = new();

    /// <summary>Regions in which a program may not sleep.</summary>
    public RegionRules Regions { get; init; } = new();

    /// <summary>What the log shows.</summary>
    public LogRules Log { get; init; } = new();

    /// <summary>How objects, references and their release hang together.</summary>
    public ObjectModel Objects { get; init; } = ObjectModel.Linux73;

    /// <summary>How a function is verified that a call runs before it returns.</summary>
    public CallbackModel Callbacks { get; init; } = CallbackModel.Loop;

    /// <summary>The words of messages: the newest stand where the rules stand, this release's own are looked up when one is written.</summary>
    public PhraseBook Words { get; init; } = PhraseBook.Newest;

    /// <summary>
    /// The machine's, not the release's: the kernel guards against speculative execution, so it judges unprivileged programs by the
    /// paths that a mispredicting machine takes as well. The recorded logs come from a machine where that is switched off.
    /// </summary>
    public bool MitigatesSpeculation { get; init; }

    /// <summary>
    /// The machine's: possible CPUs, at least one, which bound what bpf_get_smp_processor_id returns. The recorded logs come from a
    /// machine with one.
    /// </summary>
    public int CpuCount { get; init; } = 1;

    /// <summary>The same rules under another model of objects, whose messages have the words of the release that it is the model of.</summary>
    public KernelRules WithObjects(ObjectModel model) => this with
    {
        Objects = model,
        Words = model is ObjectModel.Legacy or ObjectModel.SharedReference ? Linux618Words.OfObjects : PhraseBook.Newest,
    };

    /// <summary>The same rules where what is derived ends with its object even where the kernel loses track of it.</summary>
    public KernelRules WithStrictObjects() => WithObjects(ObjectModel.Strict);

    /// <summary>
    /// The same rules under the object model before, which let more pass; null for those who have it, and for those who look for what no
    /// kernel sees.
    /// </summary>
    public KernelRules? WithOlderObjects() => Objects is ObjectModel.Legacy or ObjectModel.Strict ? null : WithObjects(ObjectModel.Legacy);
}
