using System;
using System.Globalization;

namespace Vouch.Verifier.Trace;

/// <summary>The kinds of place that can hold a pointer to an object, or the object.</summary>
public enum PlaceKind
{
    /// <summary>A register of a frame.</summary>
    Register,

    /// <summary>The stack of a frame.</summary>
    Stack,

    /// <summary>An outgoing argument beyond the fifth.</summary>
    StackArgument,

    /// <summary>The program's context, from which an argument can be loaded.</summary>
    Context,
}

/// <summary>A place that holds a pointer to an object, or the object itself.</summary>
/// <param name="Kind">What kind of place.</param>
/// <param name="Frame">The call frame, 0 for the main program's.</param>
/// <param name="Number">
/// Registers: 0 to 10. Stack: the offset of the lowest byte from the frame pointer, negative. Stack arguments: 6 for the sixth. 0 otherwise.
/// </param>
public readonly record struct ObjectPlace(PlaceKind Kind, int Frame, int Number)
{
    /// <summary>As drawings name it: <c>r7</c>, <c>fp-16</c>, <c>arg6</c>, <c>ctx</c>; in a frame that waits, <c>f0:r7</c>.</summary>
    /// <param name="executingFrame">The frame whose places need no prefix.</param>
    public string ToText(int executingFrame)
    {
        string text = Kind switch
        {
            PlaceKind.Register => string.Create(CultureInfo.InvariantCulture, $"r{Number}"),
            PlaceKind.Stack => string.Create(CultureInfo.InvariantCulture, $"fp{Number}"),
            PlaceKind.StackArgument => string.Create(CultureInfo.InvariantCulture, $"arg{Number}"),
            PlaceKind.Context => "ctx",
            _ => throw new InvalidOperationException($"no place is of kind {Kind}"),
        };
        return Frame == executingFrame || Kind == PlaceKind.Context ? text : string.Create(CultureInfo.InvariantCulture, $"f{Frame}:{text}");
    }

    /// <summary>The place as seen from its own frame.</summary>
    public override string ToString() => ToText(Frame);
}
