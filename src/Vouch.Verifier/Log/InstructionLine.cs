namespace Vouch.Verifier.Log;

/// <summary>The instruction logged last: while nothing was logged after it, the state it leads to goes behind it on its line.</summary>
/// <param name="End">The log's position behind its line end; 0 for none.</param>
/// <param name="Length">Characters of its line, line end included.</param>
internal readonly record struct InstructionLine(long End, int Length);
