using System.Threading;
using Vouch.Kernel.Attach;
using Vouch.Kernel.Contexts;
using Vouch.Kernel.Helpers;
using Vouch.Kernel.Kfuncs;
using Vouch.Kernel.Maps;
using Vouch.Kernel.Programs;
using Vouch.Kernel.Releases;

namespace Vouch.Kernel;

/// <summary>
/// The tables of one release, each made when it is first asked for. Two threads may both make one; the first to finish wins and both see
/// the same one.
/// </summary>
internal sealed class KernelTables(KernelRelease release)
{
    private FunctionSets? functions;
    private ProgramTypeTable? programTypes;
    private ReturnRanges? returnRanges;
    private HelperTable? helpers;
    private KfuncTable? kfuncs;
    private MapTypeTable? maps;
    private ContextRules? contexts;
    private AttachTables? attach;
    private StructWrites? structWrites;
    private TrustSuffixes? trustSuffixes;

    public ProgramTypeTable ProgramTypes => programTypes ?? Publish(ref programTypes, new ProgramTypeTable(release));

    public ReturnRanges ReturnRanges => returnRanges ?? Publish(ref returnRanges, new ReturnRanges(release, Functions));

    public HelperTable Helpers => helpers ?? Publish(ref helpers, new HelperTable(release, Functions));

    public KfuncTable Kfuncs => kfuncs ?? Publish(ref kfuncs, new KfuncTable(release, Functions));

    public MapTypeTable Maps => maps ?? Publish(ref maps, new MapTypeTable(release));

    public ContextRules Contexts => contexts ?? Publish(ref contexts, new ContextRules(release));

    public AttachTables Attach => attach ?? Publish(ref attach, new AttachTables(release, Functions));

    public StructWrites StructWrites => structWrites ?? Publish(ref structWrites, new StructWrites(release));

    public TrustSuffixes TrustSuffixes => trustSuffixes ?? Publish(ref trustSuffixes, new TrustSuffixes(release));

    private FunctionSets Functions => functions ?? Publish(ref functions, new FunctionSets(release));

    private static T Publish<T>(ref T? slot, T made)
        where T : class => Interlocked.CompareExchange(ref slot, made, null) ?? made;
}
