namespace Vouch.Kernel.Rules;

/// <summary>Pointers, where releases differ.</summary>
public sealed record PointerRules
{
    /// <summary>
    /// A pointer that is moved by a known number counts it in a number of its own, apart from what is known of unknown moves: the log
    /// prints it as <c>off=</c>, only that part counts towards the range of a packet pointer, and what must not be moved is asked part by part.
    /// In 6.19 and before; in 7.1 and later a pointer has one offset, known or not.
    /// Evidence: delta 6.18 S2, L2, M1 to M8, T1; the recorded logs of 6.18.
    /// </summary>
    public bool CountsKnownMovesApart { get; init; }

    /// <summary>
    /// A number to which a pointer into untrusted memory is added becomes that pointer. In 7.1 and later; in 6.19 and before it stays the
    /// number that it was. Evidence: delta 6.18 T1.
    /// </summary>
    public bool AddsUntrustedMemory { get; init; } = true;

    /// <summary>
    /// A number to which an arena pointer is added becomes that pointer. In 7.1 and later; in 6.19 and before only what is added to
    /// an arena pointer makes one. Evidence: delta 6.18 T4; verifier_arena.
    /// </summary>
    public bool AddsArenaPointers { get; init; } = true;

    /// <summary>
    /// One instruction is used with arena pointers or with other operands, not with both. Since 7.3. Evidence: delta 6.18 T4; verifier_arena.
    /// </summary>
    public bool KeepsArenaArithmeticApart { get; init; } = true;

    /// <summary>
    /// A pointer is compared with null as well by a register that holds zero. In 7.1 and later; in 6.19 and before only by an immediate.
    /// Evidence: delta 6.18 T5; verifier_jeq_infer_not_null.
    /// </summary>
    public bool TestsNullByRegister { get; init; } = true;

    /// <summary>
    /// Where two pointers are equal, one that may be null is not if the other one cannot be null. Since 7.3; before, it is enough that the
    /// other one's type does not say that it may be. Evidence: delta 6.18 T6.
    /// </summary>
    public bool LearnsOnlyFromProvenPointers { get; init; } = true;

    /// <summary>
    /// A pointer that may have been moved so far that it could be null is not known not to be null, while XDP sockets and buffers are. Since
    /// 7.2; before, the offset does not matter, and of those two kinds nothing is known. Evidence: delta 6.18 T7; verifier_jeq_infer_not_null.
    /// </summary>
    public bool JudgesNullByOffset { get; init; } = true;

    /// <summary>
    /// A comparison of 32 bits tells nothing of a pointer. Since 7.3; before, one of a pointer that is not null with zero is decided as
    /// one of 64 bits. Evidence: delta 6.18 D11.
    /// </summary>
    public bool ComparesWholePointers { get; init; } = true;

    /// <summary>
    /// A number to which a stack pointer is added points into the frame that the pointer points into. In 7.1 and later; in 6.19 and before into that
    /// of the number, which is the main program's, whatever function is running. Evidence: delta 6.18 T3; verifier_basic_stack.
    /// </summary>
    public bool NumbersTakeOverFrames { get; init; } = true;
}
