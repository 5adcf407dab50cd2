using System.Runtime.CompilerServices;

// The compiler proves that locals are written before they are read; clearing the large ones first costs several percent of the time.
[module: SkipLocalsInit]
