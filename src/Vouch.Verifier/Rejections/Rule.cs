namespace Vouch.Verifier.Rejections;

/// <summary>
/// What programs must keep: a rejection names the rule that was broken. The value is the rule's stable number, its category times 1000
/// plus its place there; a number is never given to another meaning. What each means: <see cref="RuleCatalogue"/>.
/// </summary>
public enum Rule
{
    /// <summary>No rule was broken, or none that is named.</summary>
    None = 0,

    // Lifetime
    Leak = 1001,
    UseAfterEnd = 1002,
    ReleasedTooEarly = 1003,
    LastOwnerOverwritten = 1004,
    NotOwned = 1005,
    MayBeNull = 1006,
    NeverMade = 1007,
    OutOfOrder = 1008,
    MadeTwice = 1009,
    SecondReference = 1010,

    // Memory
    NotMemory = 2001,
    ReadOnlyMemory = 2002,
    PacketBounds = 2003,
    MapValueBounds = 2004,
    MapKeyBounds = 2005,
    MemoryBounds = 2006,
    BufferBounds = 2007,
    SocketBounds = 2008,
    FlowKeysBounds = 2009,
    NegativeOffset = 2010,
    UnboundedOffset = 2011,
    Misaligned = 2012,
    EmptyRead = 2013,
    NegativeSize = 2014,
    UnboundedSize = 2015,
    SizeTooLarge = 2016,
    PacketReadOnly = 2017,
    PacketToHelper = 2018,
    AtomicMemory = 2019,
    InstructionArrayRead = 2020,

    // Stack
    StackBounds = 3001,
    UninitializedStack = 3002,
    UnboundedStackOffset = 3003,
    VariableStackOffset = 3004,
    PartialSpill = 3005,
    SpillCorruption = 3006,
    SpillUnderVariableWrite = 3007,
    StackPointerEscapes = 3008,
    DeadStackRead = 3009,
    StackArgumentRange = 3010,
    StackArgumentOrder = 3011,
    StackArgumentMissing = 3012,

    // Registers
    UninitializedRegister = 4001,
    FramePointerWrite = 4002,
    PartialPointer = 4003,

    // Pointers
    FixedPointer = 5001,
    MoveBeforeNullCheck = 5002,
    PointerOperator = 5003,
    TwoPointers = 5004,
    NarrowPointerArithmetic = 5005,
    PointerSubtraction = 5006,
    PointerOffsetRange = 5007,
    UnmovedPointer = 5008,
    MixedPointerTypes = 5009,

    // Context
    ContextBounds = 6001,
    ContextArgument = 6002,
    PacketLoadContext = 6003,
    PacketLoadPlace = 6004,

    // KernelObjects
    ObjectFieldBounds = 7001,
    ObjectReadOnly = 7002,
    ObjectOffset = 7003,
    ObjectMemoryKind = 7004,
    GplOnlyRead = 7005,
    SpecialFieldAccess = 7006,
    KernelSymbol = 7007,
    TypeOfObject = 7008,

    // Maps
    MapPermission = 8001,
    KptrAccess = 8002,
    KptrStore = 8003,
    KptrType = 8004,
    KptrNotOwned = 8005,
    MapFieldMissing = 8006,
    MapFieldOffset = 8007,
    MapForHelper = 8008,
    SockmapUpdate = 8009,
    MapPairing = 8010,
    MapDescriptor = 8011,
    MapDirectValue = 8012,
    MapPointerFields = 8013,
    MapForProgram = 8014,
    TailCallMap = 8015,
    InstructionArrayTargets = 8016,
    ConstantString = 8017,
    CallbackMap = 8018,
    StorageFlags = 8019,

    // StackObjects
    StackObjectOffset = 9001,
    StackObjectPointer = 9002,
    DynptrKind = 9003,
    DynptrSource = 9004,
    StackObjectWrite = 9005,
    IrqFamily = 9006,
    UnacquiredDynptr = 9007,

    // Collections
    CollectionRoot = 10001,
    AllocatedNotOwned = 10002,
    CollectionOffset = 10003,
    CollectionLock = 10004,
    CollectionNode = 10005,
    TreeCallback = 10006,
    LocalObjectType = 10007,
    AllocatedObject = 10008,
    DroppedKind = 10009,
    NeitherReference = 10010,
    RefcountField = 10011,
    NmiUnsafeFields = 10012,

    // Arguments
    ArgumentType = 11001,
    ArgumentObject = 11002,
    ArgumentTrust = 11003,
    ArgumentScalar = 11004,
    ArgumentConstant = 11005,
    AllocationSize = 11006,
    ArgumentOffset = 11007,
    ArgumentContext = 11008,
    ArgumentMap = 11009,
    ArgumentCallback = 11010,
    ArgumentMemory = 11011,
    FormatString = 11012,
    ParameterType = 11013,
    ArgumentInRegister = 11014,
    MapValueArgument = 11015,
    CastType = 11016,

    // Calls
    UnknownHelper = 12001,
    HelperForProgram = 12002,
    GplOnlyCall = 12003,
    HelperPlace = 12004,
    CallPrivilege = 12005,
    UnknownKfunc = 12006,
    KfuncModule = 12007,
    KfuncForProgram = 12008,
    KfuncNotEliminated = 12009,
    TrapCalled = 12010,
    KfuncResult = 12011,
    KfuncParameterCount = 12012,
    TimerRealtime = 12013,
    TailCallPlace = 12014,
    ThrowPlace = 12015,
    StructOpsTailCall = 12016,

    // Functions
    SubprogramTarget = 13001,
    Recursion = 13002,
    GlobalFunctionTypes = 13003,
    GlobalParameterCount = 13004,
    GlobalResult = 13005,
    GlobalArgumentType = 13006,
    ArgumentTags = 13007,
    ContextParameter = 13008,
    GlobalCallArguments = 13009,
    GlobalNullArgument = 13010,
    PacketSurvival = 13011,
    ReplacementArguments = 13012,
    ExceptionCallback = 13013,
    ExceptionCallbackCall = 13014,
    CallbackTarget = 13015,

    // Returns
    ReturnRange = 14001,
    ReturnScalar = 14002,
    VoidHookResult = 14003,

    // Regions
    CallUnderLock = 15001,
    GlobalCallUnderLock = 15002,
    LockTwice = 15003,
    UnlockWithoutLock = 15004,
    UnlockOther = 15005,
    UnlockOrder = 15006,
    RegionAtEnd = 15007,
    SleepInAtomic = 15008,
    SleepableProgram = 15009,
    RcuRequired = 15010,
    RcuUnmatched = 15011,
    PreemptUnmatched = 15012,

    // Flow
    JumpTarget = 16001,
    LastInstruction = 16002,
    Unreachable = 16003,
    MiddleOfWideImmediate = 16004,
    BackEdge = 16005,
    EndlessLoop = 16006,
    JumpTable = 16007,

    // Limits
    PendingPaths = 17001,
    ProcessedInstructions = 17002,
    StackDepth = 17003,
    TailCallStack = 17004,
    CallDepth = 17005,
    SubprogramCount = 17006,
    MapCount = 17007,
    KfuncCount = 17008,
    ProgramSize = 17009,
    LivenessAnalysis = 17010,

    // Encoding
    Opcode = 18001,
    ReservedFields = 18002,
    RegisterNumber = 18003,
    WideImmediate = 18004,
    DivisionByZero = 18005,
    ShiftWidth = 18006,
    AtomicSize = 18007,
    AddressSpaceCast = 18008,
    MayGotoBudget = 18009,

    // TypeRecords
    FunctionRecords = 19001,
    LineRecords = 19002,

    // Attachment
    AttachTarget = 20001,
    AttachProgram = 20002,
    AttachNesting = 20003,
    AttachSleepable = 20004,
    AttachPrototype = 20005,
    AttachReturn = 20006,
    AttachRefused = 20007,
    LsmHook = 20008,
    ReplacedFunction = 20009,
    StructOpsMember = 20010,
    StructOpsLicense = 20011,

    // Loading
    LoadCapabilities = 21001,
    LoadProgramType = 21002,
    LoadTarget = 21003,
    LoadAttachType = 21004,

    // Privileges
    PointerLeak = 22001,
    PointerComparison = 22002,
    PrivilegedRead = 22003,
    PrivilegedStack = 22004,
    PrivilegedMapValue = 22005,
    SpeculativeBounds = 22006,
    SpeculativeOperation = 22007,
    SpeculativePaths = 22008,
    SpeculativeLimit = 22009,
    SpeculativePush = 22010,

    // Arenas
    ArenaMissing = 23001,
    ArenaMixed = 23002,
    SecondArena = 23003,
    ArenaPrivilege = 23004,
    ArenaArgument = 23005,

    // Consistency
    KernelBug = 24001,
    RangeInvariants = 24002,
}
