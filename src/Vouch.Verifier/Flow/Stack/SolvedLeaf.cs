using System;

namespace Vouch.Verifier.Flow.Stack;

/// <summary>
/// An analysis of a function that led to no other. All that went into it is kept: a call that hands down the same finds the same.
/// </summary>
/// <param name="instance">What was found; not merged with another analysis since.</param>
/// <param name="arguments">R1 to R5 and the stack arguments, numbered as in <see cref="OriginState"/>.</param>
/// <param name="callers">For each frame below: its spills at the call on the way here.</param>
internal sealed class SolvedLeaf(FunctionInstance instance, PointerOrigin[] arguments, SpillOrigins[] callers)
{
    public FunctionInstance Instance => instance;

    public bool Fits(ReadOnlySpan<PointerOrigin> otherArguments, SpillOrigins[] otherCallers)
    {
        if (otherCallers.Length != callers.Length)
        {
            return false;
        }

        for (int i = 1; i < arguments.Length; i++)
        {
            if (arguments[i] != otherArguments[i] && OriginState.IsArgument(i))
            {
                return false;
            }
        }

        for (int f = 0; f < callers.Length; f++)
        {
            if (!callers[f].HasSame(otherCallers[f]))
            {
                return false;
            }
        }

        return true;
    }
}
