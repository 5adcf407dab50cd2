using Vouch.Kernel.Rules;

namespace Vouch.Kernel.Releases;

/// <summary>Linux 6.18, as Debian builds 6.18.15. What it does otherwise than 7.3.</summary>
internal static class Linux618
{
    public static KernelRelease Release { get; } = new()
    {
        Name = "linux-6.18", Version = new(6, 18, 15), Facts = ReleaseSet.Linux618, IsLongTerm = true,
        Loading = new() { PutsArenaDataLast = false },
        Rules = Linux73.Release.Rules with
        {
            Objects = ObjectModel.Legacy,
            Words = Linux618Words.All,
            Admission = new() { TracingUsesReentrantFields = false, ResolvesKfuncsLast = false, ChecksFieldsFirst = false, JumpsIndirectly = false },
            Limits = new() { CallFrames = 8, KfuncParameters = 5 },
            Flow = new()
            {
                FoldsConstants = false, AnalysesStackFirst = false, JumpsEndFastcallPatterns = false, CallbackCallsAreLoops = false,
                HiddenExitsHaveEdges = false,
            },
            Pruning = new()
            {
                CallbackRoundsAreLoops = false, LoopsForgiveUnused = false, ComparesHalfSlots = false, ComparesIteratorTrust = false,
                PairsLinksOneByOne = true, PairsInnerMaps = false,
            },
            Scalars = new()
            {
                KeepsArcs = false, BoundsDivisions = false, FollowsByteSwaps = false, ForksOnSignMasks = false, LinksOverAllSums = false,
                SplitsLowHalves = false, LearnsFromSignedHalves = false, ShiftsNegativeHalves = false, ForgetsBeforeReturnValues = false,
            },
            Pointers = new()
            {
                CountsKnownMovesApart = true, AddsUntrustedMemory = false, AddsArenaPointers = false, KeepsArenaArithmeticApart = false,
                TestsNullByRegister = false, LearnsOnlyFromProvenPointers = false, JudgesNullByOffset = false,
                ComparesWholePointers = false, NumbersTakeOverFrames = false,
            },
            Memory = new()
            {
                MovesContexts = false, JoinsZeroesOfSpills = false, BlursWholeSlots = false, SpillsAllPointers = false,
                AccessesNullableBuffers = true, RefusesFaultingStores = false, NamesRefusedStores = false, JudgesCallsByTheirUse = false,
                ProbesForPrivilegedOnly = false, MarksStoredNull = false, TestsAtomicLoadsFirst = false, RemembersAtomicPointers = false,
                SeparatesFaultingMemory = false, WalksFlexibleArraysOfAllocations = true, ReadsAllTypeTags = false,
                TakesOtherPointersForNumbers = false,
            },
            Calls = new()
            {
                GlobalFunctionsCountAnew = false, TypesLookupsAtTheCall = false, ExchangesIntoBorrowedObjects = false,
                LimitsReturnedErrors = false, PassesArgumentsOnStack = false, FunctionsMayReturnNothing = false,
                ReadsTypeTagsOfArguments = false, TellsParametersByPrototype = false, TrustsReturnedStructs = false,
                DeclaresSafetyUnderLocks = false, GuardsDropsInTracing = false, BlamesRegionsBeforePrograms = false,
                VerifiesFunctionsByContext = false, FollowsThrowsOfFunctions = false, KeepsCallbacksFromLeaving = false,
                FollowsFailedPacketLoads = false, GuardsMemoryOfFunctions = false, DoubtsElementsOfInnerMaps = false,
            },
            Log = new()
            {
                ExplainsRejections = false, CountsByFunction = false, RemarksZeroExtensions = false, NamesGlobalFunctionsWithPaths = false,
            },
            Precision = new()
            {
                FindsFetchedValues = false, LooksBehindCallbacks = false, MarksNullArguments = false, WidensWhereLinksDiffer = true,
            },
            Regions = new() { NestsRcuSections = false, EveryRegionProtectsRcu = false },
            Links = new()
            {
                MostTogether = 6, CountsDeadRegisters = true, GathersAtDecidedJumps = false, StartsAtFills = false,
                SurvivesSignExtendingFills = true, DropsSingleIds = false, KeepsStaleDistances = true,
                ShowsWhatFollows = false,
            },
        },
    };
}
