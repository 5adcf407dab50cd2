namespace Vouch.Kernel.Helpers;

/// <summary>What a helper wants in one argument register, before modifiers.</summary>
public enum ArgumentKind : byte
{
    /// <summary>The helper has no such argument.</summary>
    None,
    /// <summary>A map itself, known when verifying.</summary>
    ConstMap,
    /// <summary>Memory as large as the map's keys.</summary>
    MapKey,
    /// <summary>Memory as large as the map's values.</summary>
    MapValue,
    /// <summary>Memory whose size is the next argument, or part of the prototype.</summary>
    Memory,
    Arena,
    /// <summary>Bytes of the memory before it, at least one.</summary>
    MemorySize,
    MemorySizeOrZero,
    /// <summary>The program's context, unmodified.</summary>
    Context,
    /// <summary>Any initialized value.</summary>
    Anything,
    Scalar,
    SpinLock,
    /// <summary>Any of the socket register types.</summary>
    SocketCommon,
    /// <summary>A full socket.</summary>
    Socket,
    /// <summary>A kernel object of the struct named in the prototype.</summary>
    BtfPointer,
    /// <summary>A record reserved in a ring buffer.</summary>
    RingbufMemory,
    /// <summary>The size of what the call returns: a constant.</summary>
    ConstAllocationSizeOrZero,
    /// <summary>A socket register type, or a kernel object that begins with a <c>sock_common</c>.</summary>
    BtfSocketCommon,
    PercpuBtfPointer,
    /// <summary>A subprogram to call back.</summary>
    Function,
    Stack,
    /// <summary>A string in a frozen read-only map.</summary>
    ConstString,
    Timer,
    /// <summary>The slot of a kptr.</summary>
    KptrExchangeTarget,
    Dynptr,
}

/// <summary>What a helper leaves in R0, before modifiers.</summary>
public enum ReturnKind : byte
{
    Integer,
    Void,
    MapValue,
    Socket,
    TcpSocket,
    SocketCommon,
    Memory,
    /// <summary>A struct of the kernel, or plain memory when the per-CPU variable is no struct.</summary>
    MemoryOrBtfPointer,
    BtfPointer,
}
