using System;
using Vouch.Kernel;
using Vouch.Verifier.Calls.Callbacks;

namespace Vouch.Verifier;

/// <summary>The ways of doing that a kernel's rules name: the only place where a name is turned into the class that does it so.</summary>
internal static class ChosenRules
{
    public static CallbackRule Of(CallbackModel callbacks) => callbacks switch
    {
        CallbackModel.Loop => new FollowedAsLoop(),
        CallbackModel.Once => new FollowedOnce(),
        _ => throw new ArgumentOutOfRangeException(nameof(callbacks), callbacks, "no such rule for callbacks"),
    };
}
