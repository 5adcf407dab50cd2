// Every rule of the verifier says what it rejects, so all files use these types.
global using Vouch.Verifier.Rejections;
using System.Runtime.CompilerServices;

// The compiler proves that locals are written before they are read; clearing the large ones first costs several percent of the time.
[module: SkipLocalsInit]
