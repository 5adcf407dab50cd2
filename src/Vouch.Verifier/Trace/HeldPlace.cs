namespace Vouch.Verifier.Trace;

/// <summary>A place and the object that it names, or named until the object ended.</summary>
/// <param name="Place">Where.</param>
/// <param name="Object">The object's number in the catalog.</param>
/// <param name="IsResident">The object itself lies there: a dynptr, iterator or irq flag, not a pointer.</param>
/// <param name="IsStale">The object ended; what is left is a number.</param>
internal readonly record struct HeldPlace(ObjectPlace Place, int Object, bool IsResident, bool IsStale);
