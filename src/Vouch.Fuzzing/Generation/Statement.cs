using System;

namespace Vouch.Fuzzing.Generation;

/// <summary>One kind of statement that the generator writes.</summary>
/// <param name="Name">What seeds and summaries call it.</param>
/// <param name="Weight">How often it is chosen among those that are possible.</param>
/// <param name="IsPossible">Whether it can be written here.</param>
/// <param name="Write">Writes it.</param>
internal sealed record Statement(string Name, int Weight, Func<FunctionWriter, bool> IsPossible, Action<FunctionWriter> Write);
